import type {Reading, Unknown} from '../knowing.ts'
import type {Kind} from '../kube/kind.ts'
import type {JsonObject, KubeObject, Path} from '../kube/object.ts'
import type {ExposedFile} from '../kube/snapshot.ts'
import type {Fact} from '../kube/view.ts'

export type Severity = 'error' | 'warning' | 'info'

/**
 * The steps of a certificate's life that a finding can wait for or break. A finding that waits for a step is the consequence
 * of every finding that breaks it, on an object that its own object depends on (`causes.ts`).
 */
export type Stage =
  | 'approver' // there is nobody who could approve
  | 'approval' // nobody has approved the request, or somebody has denied it
  | 'signing' // the issuer does not sign
  | 'answer' // no other controller than that of the issuer answers a request
  | 'issuer' // the issuer cannot become ready
  | 'issuance' // the Certificate does not get its Secret
  | 'names' // a certificate is not for all the names that were asked for
  | 'chain' // a certificate does not lead to a CA that is valid as long as it is, or that is trusted
  | 'source' // a Bundle cannot read what it distributes
  | 'distribution' // trust does not reach a namespace
  | 'serving' // the pods of a workload do not run, so that nothing answers behind its Service
  | 'admission' // objects are refused, or wait for the API to exist
  | 'kubelet' // a kubelet has no serving certificate
  | 'rotation' // a CA does not keep its key when it is renewed
  | 'lifetime' // what a CA signs ends with the CA, before its time

/**
 * One step of what to do: a sentence and, where it can be pasted, a command or manifests to apply. Structured, so that a
 * renderer can quote it for a shell: names in a cluster are hostile text.
 */
export interface Remedy {
  readonly say: string
  /** A command, word by word. */
  readonly run?: readonly string[]
  /** Objects for `kubectl apply`, or for the repository that the cluster is made from. */
  readonly apply?: readonly JsonObject[]
}

/** A problem, or the honest answer that it cannot be known. */
export type Remark<M extends string = string> = {
  readonly at: KubeObject | ExposedFile
  readonly path: Path
} & (
  | {
      readonly problem: M
      /** Fills the placeholders of the message. */
      readonly data?: Readonly<Record<string, string | number>>
      /** May only lower the severity of the rule. */
      readonly severity?: 'warning' | 'info'
      readonly expected?: string
      readonly found?: string
      /** With the real names in it. Where absent, the rule's own `remediation` is shown. */
      readonly remedy?: readonly Remedy[]
      /** Overrides the rule's own. */
      readonly waitsFor?: Stage
      /** Overrides the rule's own. */
      readonly breaks?: readonly Stage[]
      /** Objects that it is just as much about: `-n` shows it for their namespaces too. */
      readonly concerns?: readonly KubeObject[]
    }
  | {readonly unsure: Unknown}
)

// biome-ignore lint/suspicious/noExplicitAny: a record of facts of any type; `Known` gives each its own again
export type Facts = Readonly<Record<string, Fact<any>>>
export type Known<F extends Facts> = {readonly [K in keyof F]: F[K] extends Fact<infer T> ? T : never}

export interface Context {
  readonly now: Date
}

/** One thing that can be wrong, whole: what it is, why it matters, how it is found, how it is mended, how it looks. */
export interface Rule<S, F extends Facts, M extends string> {
  /** `PKI` and three digits; the hundreds are the category. Never changed, never reused. */
  readonly id: `PKI${number}`
  /** `category/the-bad-pattern`. */
  readonly name: `${string}/${string}`
  readonly severity: Severity
  /** Someone can gain rights or keys by it. */
  readonly security?: true
  readonly since: string
  /** A fact in the present tense, at most 60 characters, no full stop. */
  readonly title: string
  readonly why: string
  /** Imperative sentences, safest first; with names only where they are always the same. */
  readonly remediation: readonly string[]
  /**
   * YAML; both run as tests, together with what is `given` for both. Certificates, keys and times are placeholders such as
   * `{{now -10m}}`, filled at run time.
   */
  readonly examples: {readonly given?: string; readonly bad: string; readonly good: string}
  readonly messages: Readonly<Record<M, string>>
  /** What it judges, one at a time. */
  readonly each: Fact<readonly S[]>
  /** What else it must know. Where one of these is unknown the rule is skipped. */
  readonly needs?: F
  /**
   * Kinds in which something may stand that disproves a finding: where they were refused or left out, it becomes a doubt. Only
   * the namespace of the finding counts, where it has one.
   */
  readonly disprovedBy?: readonly Kind[]
  /** The steps that do not happen while this is so. */
  readonly breaks?: readonly Stage[]
  /** The step whose absence this finding is a sign of. */
  readonly waitsFor?: Stage
  check(subject: S, known: Known<F>, context: Context): Iterable<Remark<M>>
}

// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds rules over many subjects; only `judge.ts` runs them
export type AnyRule = Rule<any, any, any>

/** Gives the compiler the chance to check message ids and the subject's fields against each other. */
// biome-ignore lint/complexity/noBannedTypes: `{}` is "no facts needed"
export const defineRule = <S, M extends string, F extends Facts = {}>(rule: Rule<S, F, M>): Rule<S, F, M> => rule

export const categoryOf = (rule: Pick<AnyRule, 'name'>): string => rule.name.slice(0, rule.name.indexOf('/'))

/** A remark for a reading that is unknown; none for one that is known. */
export const unsureOf = (at: KubeObject, path: Path, reading: Reading<unknown>): readonly Remark<never>[] =>
  reading.known ? [] : [{at, path, unsure: reading.because}]
