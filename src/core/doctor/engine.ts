import {valueOr} from '../knowing.ts'
import {ref} from '../kube/ref.ts'
import type {Snapshot, Unreadable} from '../kube/snapshot.ts'
import type {Fact, View} from '../kube/view.ts'
import {type Dependencies, linkCauses, NO_DEPENDENCIES} from './causes.ts'
import {type Gravity, gravityAmong} from './gravity.ts'
import {type Judged, type Judgement, judge} from './judge.ts'
import {type Doubt, type Finding, problemKey, type Report, type RuleRun, type Summary} from './report.ts'
import type {AnyRule, Severity} from './rule.ts'
import {type Ignore, isSuppressed} from './suppress.ts'

export interface Options {
  readonly rules: readonly AnyRule[]
  readonly now: Date
  /** What hangs on what; where it is unknown, findings stay unlinked. */
  readonly dependencies: Fact<Dependencies>
  readonly ignores?: readonly Ignore[]
  /** Limits what is judged, never what a judgement may depend on: causes elsewhere stay in the report. */
  readonly namespaces?: readonly string[]
}

/** Runs the rules over a view and puts together what they said. Same view and options, same bytes. */
export const examine = (view: View, options: Options): Report => {
  const judgements = options.rules.map(rule => judge(rule, view, options.now))
  const linked = link(judgements, view, options)
  const inScope = scopeTo(options.namespaces, linked)
  const findings = inScope.sort(byImportance(gravityAmong(inScope)))
  const doubts = judgements
    .flatMap(({doubts}) => doubts)
    .filter(doubt => isIn(options.namespaces, doubt))
    .sort(byPlace)
  const rules = judgements.map(({run}) => ({...run, suppressed: linked.suppressed.get(run.rule) ?? 0}))
  const {snapshot} = view
  const unseen = unseenNamespaces(view, options.namespaces)
  return {
    schema: 'kubectl-pki/report.v1',
    source: snapshot.label,
    takenAt: options.now.toISOString(),
    ...(snapshot.serverVersion !== undefined && {serverVersion: snapshot.serverVersion}),
    ...(snapshot.clockSkewSeconds !== undefined && {clockSkewSeconds: snapshot.clockSkewSeconds}),
    objects: snapshot.objects.length,
    couldLook: couldLook(snapshot) && (unseen.length === 0 || unseen.length < (options.namespaces?.length ?? 0)),
    summary: summarise({findings, doubts, rules, suppressed: linked.suppressed}),
    findings,
    doubts,
    rules,
    unreadable: [...snapshot.unreadable, ...unseen],
  }
}

const link = (judgements: readonly Judgement[], view: View, {now, ignores = [], dependencies}: Options) => {
  const kept: Judged[] = []
  const suppressed = new Map<string, number>()
  for (const each of judgements.flatMap(({judged}) => judged)) {
    const {rule} = each.finding
    if (isSuppressed(each, ignores, now)) suppressed.set(rule, (suppressed.get(rule) ?? 0) + 1)
    else kept.push(each)
  }
  const graph = view.fact(dependencies)
  const findings = linkCauses(kept, valueOr(graph, NO_DEPENDENCIES))
  const concerns = new Map(kept.map(({finding, concerns}) => [finding.fingerprint, concerns]))
  return {findings: dropRepeats(findings), suppressed, concerns}
}

/** Two remarks with one fingerprint are one finding. */
const dropRepeats = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map(finding => [finding.fingerprint, finding])).values(),
]

const isIn = (namespaces: readonly string[] | undefined, {subject}: Pick<Finding | Doubt, 'subject'>): boolean =>
  namespaces === undefined || (subject?.namespace !== undefined && namespaces.includes(subject.namespace))

type Linked = Pick<ReturnType<typeof link>, 'findings' | 'concerns'>

/** What is in the namespaces or about something in them, and whatever it is caused by. */
const scopeTo = (namespaces: readonly string[] | undefined, {findings, concerns}: Linked): Finding[] => {
  if (namespaces === undefined) return [...findings]
  const byFingerprint = new Map(findings.map(finding => [finding.fingerprint, finding]))
  const kept = new Set<Finding>()
  const concernsThem = ({fingerprint}: Finding) =>
    concerns.get(fingerprint)?.some(namespace => namespaces.includes(namespace)) === true
  const queue = findings.filter(finding => isIn(namespaces, finding) || concernsThem(finding))
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (kept.has(next)) continue
    kept.add(next)
    for (const cause of next.causedBy) {
      const finding = byFingerprint.get(cause)
      if (finding !== undefined) queue.push(finding)
    }
  }
  return [...kept]
}

/** Namespaces that were asked for and are not there: that nothing is wrong in them says nothing. */
const unseenNamespaces = (view: View, namespaces: readonly string[] = []): readonly Unreadable[] =>
  namespaces.flatMap(name => {
    const what = `namespace ${name}`
    const found = view.find(ref('core/namespaces', undefined, name))
    if (found.known) return found.value === null ? [{what, detail: 'there is no such namespace'}] : []
    const isSeen = view.snapshot.objects.some(object => object.ref.namespace === name)
    if (isSeen || found.because.reason !== 'undeclared') return []
    return [{what, detail: 'nothing that was looked at is in it'}]
  })

/**
 * Whether a single kind that the server has was read, and of files anything at all, however complete somebody calls them.
 * Kinds that the server does not have prove nothing about permissions.
 */
const couldLook = ({objects, coverage, served, unreadable}: Snapshot): boolean => {
  const isOfFiles = !served.known && served.because.reason === 'undeclared'
  const isBlind = isOfFiles || !coverage.some(({world}) => world === 'closed')
  if (isBlind && objects.length === 0 && unreadable.length > 0) return false
  const servedKinds = served.known ? new Set(served.value.map(({kind}) => kind)) : undefined
  return coverage.some(entry => entry.world !== 'none' && (servedKinds === undefined || servedKinds.has(entry.kind)))
}

interface Counted {
  readonly findings: readonly Finding[]
  readonly doubts: readonly Doubt[]
  readonly rules: readonly RuleRun[]
  readonly suppressed: ReadonlyMap<string, number>
}

const summarise = ({findings, doubts, rules, suppressed}: Counted): Summary => {
  const count = (severity: Severity) => findings.filter(finding => finding.severity === severity).length
  const loud = new Set([...findings, ...doubts].map(({rule}) => rule))
  const quiet = rules.filter(run => !loud.has(run.rule))
  const whole = quiet.filter(run => run.notLookedAt.length === 0)
  const roots = findings.filter(({severity, causedBy}) => severity === 'error' && causedBy.length === 0)
  const ran = (run: RuleRun) => run.outcome === 'judged' || run.outcome === 'not-applicable'
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    problems: new Set(roots.map(problemKey)).size,
    suppressed: [...suppressed.values()].reduce((sum, each) => sum + each, 0),
    unsure: doubts.length,
    fine: whole.filter(run => run.outcome === 'judged').length,
    notApplicable: whole.filter(run => run.outcome === 'not-applicable').length,
    partial: quiet.filter(run => ran(run) && run.notLookedAt.length > 0).length,
    skipped: rules.filter(run => run.outcome === 'skipped').length,
    crashed: rules.filter(run => run.outcome === 'crashed').length,
  }
}

const byImportance =
  (gravity: Gravity) =>
  (a: Finding, b: Finding): number =>
    gravity(a) - gravity(b) ||
    byPlace(a, b) ||
    compare(a.at?.file ?? '', b.at?.file ?? '') ||
    compare(a.fingerprint, b.fingerprint)

const byPlace = (a: Finding | Doubt, b: Finding | Doubt): number => compare(place(a), place(b))

const place = ({rule, subject, path}: Finding | Doubt): string =>
  [rule, subject?.namespace ?? '', subject?.kind ?? '', subject?.name ?? '', path].join('\u0000')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
