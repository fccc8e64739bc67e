import type {Judged} from './judge.ts'
import type {Finding} from './report.ts'

/** Which objects an object cannot work without, by `refKey`: Ingress → Secret → Certificate → CertificateRequest → … */
export type Dependencies = ReadonlyMap<string, readonly string[]>

/** Enough for the longest chain that exists (pod → ConfigMap → Bundle → Secret → Certificate → request → policy → grant). */
const MAX_STEPS = 12

/**
 * Links each finding that waits for a step to the nearest findings that break that step, on the same object or on one that
 * it depends on. Rules know nothing of each other: they say what they wait for and what they break.
 */
export const linkCauses = (
  judged: readonly Judged[],
  dependencies: Dependencies,
  keyOf: (judged: Judged) => string | null,
): readonly Finding[] => {
  const byObject = new Map<string, Judged[]>()
  for (const each of judged) {
    const key = keyOf(each)
    if (key !== null) byObject.set(key, [...(byObject.get(key) ?? []), each])
  }
  const causes = new Map<string, readonly string[]>()
  for (const each of judged) {
    const start = keyOf(each)
    const found = start === null ? [] : nearestCauses(each, start, {byObject, dependencies})
    causes.set(each.finding.fingerprint, found)
  }
  return judged.map(({finding}) => ({...finding, causedBy: withoutLoops(finding.fingerprint, causes)}))
}

interface Graph {
  readonly byObject: ReadonlyMap<string, readonly Judged[]>
  readonly dependencies: Dependencies
}

const nearestCauses = (symptom: Judged, start: string, {byObject, dependencies}: Graph): readonly string[] => {
  const stage = symptom.waitsFor
  if (stage === undefined) return []
  const seen = new Set([start])
  let frontier = [start]
  for (let step = 0; step < MAX_STEPS && frontier.length > 0; step += 1) {
    const causes = frontier
      .flatMap(key => byObject.get(key) ?? [])
      .filter(other => other !== symptom && other.breaks.includes(stage))
      .map(other => other.finding.fingerprint)
    if (causes.length > 0) return [...new Set(causes)].sort()
    frontier = frontier.flatMap(key => dependencies.get(key) ?? []).filter(key => !seen.has(key) && seen.add(key))
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
