import {lowerAscii} from '../name/domain.ts'
import {type Mailbox, parseMailbox} from '../name/mailbox.ts'

/** How much comparing is left for one path; hostile certificates can ask for a lot. */
export interface ConstraintBudget {
  /** In characters compared. */
  left: number
}

/** Thrown when a budget is used up; caught where the path is judged. */
export class BudgetError extends Error {}

/** Takes from the budget. */
export const spend = (budget: ConstraintBudget, characters: number): void => {
  budget.left -= characters
  if (budget.left < 0) throw new BudgetError('too many name constraint comparisons')
}

/** How a list of domains is read. */
export interface DomainRules {
  /** Of excluded subtrees: a wildcard may stand for the first label of a constraint, so it is excluded, too. */
  readonly excluded: boolean
  /** `example.com` is that host alone, as for mail and URIs in RFC 5280 §4.2.1.10; else everything below it as well. */
  readonly exact: boolean
}

/**
 * Domains that a name may fall under, looked up label by label instead of one after the other, so that thousands of
 * constraints and names stay linear. `example.com` covers itself and (unless exact) everything below; `.example.com`
 * only what is below; the empty domain covers everything.
 */
export class DomainSet {
  readonly #domains: ReadonlySet<string>
  /** Of excluded domains: each without its first label. */
  readonly #parents: ReadonlySet<string>
  readonly #exact: boolean

  constructor(domains: readonly string[], {excluded, exact}: DomainRules) {
    this.#exact = exact
    const lower = domains.map(lowerAscii)
    this.#domains = new Set(lower)
    const parents = excluded ? lower.filter(domain => domain.includes('.')).map(afterFirstLabel) : []
    this.#parents = new Set(parents)
  }

  /** The domain that covers this name, or undefined. */
  find(name: string, budget: ConstraintBudget): string | undefined {
    if (this.#domains.has('')) return ''
    const lower = lowerAscii(name)
    let at = 0
    while (at < lower.length) {
      spend(budget, lower.length - at + 1)
      const rest = lower.slice(at)
      if ((at === 0 || !this.#exact || rest.startsWith('.')) && this.#domains.has(rest)) return rest
      if (rest.startsWith('.')) at += 1
      else {
        const dot = lower.indexOf('.', at)
        at = dot === -1 ? lower.length : dot
      }
    }
    if (!lower.startsWith('*') || !lower.includes('.')) return undefined
    const parent = afterFirstLabel(lower)
    return this.#parents.has(parent) ? `*${parent}` : undefined
  }
}

const afterFirstLabel = (domain: string): string => domain.slice(domain.indexOf('.'))

/** Mailboxes and mail domains. The local part counts case, the domain does not. */
export class MailSet {
  readonly #mailboxes: ReadonlySet<string>
  readonly #domains: DomainSet | undefined

  constructor(constraints: readonly string[], rules: DomainRules) {
    const mailboxes = constraints.filter(text => text.includes('@')).map(parseMailbox)
    this.#mailboxes = new Set(mailboxes.map(mailbox => (mailbox === undefined ? '' : mailKey(mailbox))))
    const domains = constraints.filter(text => !text.includes('@'))
    this.#domains = domains.length === 0 ? undefined : new DomainSet(domains, rules)
  }

  find(mailbox: Mailbox, budget: ConstraintBudget): string | undefined {
    const key = mailKey(mailbox)
    spend(budget, key.length)
    return this.#mailboxes.has(key) ? key : this.#domains?.find(mailbox.domain, budget)
  }
}

const mailKey = ({local, domain}: Mailbox): string => `${local}@${lowerAscii(domain)}`
