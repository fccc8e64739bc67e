import type {Finding, Report, Subject} from '../../core/doctor/report.ts'
import type {AnyRule} from '../../core/doctor/rule.ts'
import type {Inspection} from '../../core/inspect/inspection.ts'
import {valueOr} from '../../core/knowing.ts'
import {type Kind, kindOfManifest} from '../../core/kube/kind.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {View} from '../../core/kube/view.ts'
import {dependencies} from '../dependencies/index.ts'

/** The object that a subject names; null for kinds that nobody reads. */
export const refOf = ({apiVersion, kind, namespace, name}: Subject): ObjectRef | null => {
  const info = kindOfManifest(apiVersion, kind)
  return info === null ? null : ref(info.kind, info.namespaced ? namespace : undefined, name)
}

/** Along these a certificate comes to be; a workload or a role on the way would drag in half of the cluster. */
const FOLLOWED: ReadonlySet<Kind> = new Set<Kind>([
  'core/secrets',
  'cert-manager.io/certificates',
  'cert-manager.io/certificaterequests',
  'cert-manager.io/issuers',
  'cert-manager.io/clusterissuers',
  'certmanager.step.sm/stepissuers',
  'certmanager.step.sm/stepclusterissuers',
  'certificates.k8s.io/certificatesigningrequests',
])

const MOST_STEPS = 6

/** Whatever the target's certificate comes from: the Secret, its Certificate, the request, the issuer, its CA. By `refKey`. */
const relatedTo = (view: View, {subject, order}: Inspection): ReadonlyMap<string, ObjectRef> => {
  const graph = valueOr(view.fact(dependencies), undefined)
  const start = [subject, order?.secret].flatMap(each =>
    each === null || each === undefined ? [] : (refOf(each) ?? []),
  )
  const seen = new Map(start.map(each => [refKey(each), each]))
  let frontier: readonly ObjectRef[] = start
  for (let step = 0; step < MOST_STEPS && frontier.length > 0; step += 1) {
    const next = frontier.flatMap(each => graph?.of(each) ?? []).filter(each => FOLLOWED.has(each.kind))
    frontier = [...new Map(next.map(each => [refKey(each), each])).values()].filter(each => !seen.has(refKey(each)))
    for (const each of frontier) seen.set(refKey(each), each)
  }
  return seen
}

/** Adds what rules say of the target and of whatever it comes from, with the causes of that; and which rules could not tell. */
export const withFindings = (
  view: View,
  inspection: Inspection,
  report: Report,
  rules: readonly AnyRule[],
): Inspection => {
  const related = relatedTo(view, inspection)
  const isRelated = ({subject}: Pick<Finding, 'subject'>): boolean => {
    const own = subject === null ? null : refOf(subject)
    return own !== null && related.has(refKey(own))
  }
  const findings = withCauses(report.findings.filter(isRelated), report.findings)
  const kinds = new Set([...related.values()].map(({kind}) => kind))
  const concerned: ReadonlySet<string> = new Set(
    rules.filter(rule => rule.each.of.some((kind: Kind) => kinds.has(kind))).map(({id}) => id),
  )
  const refused = report.rules.filter(
    ({rule, outcome, notLookedAt}) =>
      outcome === 'skipped' && concerned.has(rule) && notLookedAt.some(({because}) => because.reason === 'forbidden'),
  )
  const unsure = [...report.doubts.filter(isRelated), ...refused].map(({rule}) => rule)
  return {...inspection, findings, unjudged: [...new Set(unsure)].sort()}
}

const withCauses = (own: readonly Finding[], all: readonly Finding[]): readonly Finding[] => {
  const byFingerprint = new Map(all.map(finding => [finding.fingerprint, finding]))
  const kept = new Set<Finding>()
  const queue = [...own]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (kept.has(next)) continue
    kept.add(next)
    queue.push(...next.causedBy.flatMap(cause => byFingerprint.get(cause) ?? []))
  }
  return all.filter(finding => kept.has(finding))
}
