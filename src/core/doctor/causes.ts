import {type ObjectRef, refKey} from '../kube/ref.ts'
import {RefMap} from '../kube/ref-map.ts'
import type {Judged} from './judge.ts'
import type {Finding} from './report.ts'

/** Which objects an object cannot work without: Ingress → Secret → Certificate → CertificateRequest → … */
export interface Dependencies {
  of(object: ObjectRef): readonly ObjectRef[]
  /** What depends on an object, whether it is there or not. */
  on(object: ObjectRef): readonly ObjectRef[]
}

/** Where nothing is known of what hangs on what. */
export const NO_DEPENDENCIES: Dependencies = {of: () => [], on: () => []}

/** Enough for the longest chain that exists (pod → ConfigMap → Bundle → Secret → Certificate → request → policy → grant). */
const MAX_STEPS = 12

/**
 * Links each finding that waits for a step to the nearest findings that break that step, on the same object or on one that
 * it depends on. Rules know nothing of each other: they say what they wait for and what they break.
 */
export const linkCauses = (judged: readonly Judged[], dependencies: Dependencies): readonly Finding[] => {
  const byObject = new RefMap<Judged[]>()
  for (const each of judged) if (each.object !== null) byObject.ensure(each.object.ref, () => []).push(each)
  const causes = new Map<string, readonly string[]>()
  for (const each of judged) causes.set(each.finding.fingerprint, nearestCauses(each, {byObject, dependencies}))
  return judged.map(({finding}) => ({...finding, causedBy: withoutLoops(finding.fingerprint, causes)}))
}

interface Graph {
  readonly byObject: RefMap<Judged[]>
  readonly dependencies: Dependencies
}

const nearestCauses = (symptom: Judged, {byObject, dependencies}: Graph): readonly string[] => {
  const stage = symptom.waitsFor
  if (stage === undefined || symptom.object === null) return []
  const seen = new Set([refKey(symptom.object.ref)])
  const isNew = (ref: ObjectRef): boolean => {
    const before = seen.size
    return seen.add(refKey(ref)).size > before
  }
  let frontier: readonly ObjectRef[] = [symptom.object.ref]
  for (let step = 0; step < MAX_STEPS && frontier.length > 0; step += 1) {
    const causes = frontier
      .flatMap(ref => byObject.get(ref) ?? [])
      .filter(other => other !== symptom && other.breaks.includes(stage))
      .map(other => other.finding.fingerprint)
    if (causes.length > 0) return [...new Set(causes)].sort()
    frontier = frontier.flatMap(ref => dependencies.of(ref)).filter(isNew)
  }
  return []
}

/** Drops a cause that is, in the end, a consequence of the finding itself: a loop would leave nobody to blame. */
const withoutLoops = (fingerprint: string, causes: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  (causes.get(fingerprint) ?? []).filter(cause => {
    const seen = new Set<string>()
    const queue = [cause]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next === fingerprint) return fingerprint < cause
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(...(causes.get(next) ?? []))
    }
    return true
  })
