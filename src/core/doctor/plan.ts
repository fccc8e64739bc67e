import type {Kind} from '../kube/kind.ts'
import type {Fact} from '../kube/view.ts'
import type {AnyRule} from './rule.ts'

/** The kinds that a set of rules reads, sorted: one list each, whatever the number of rules. */
export const kindsReadBy = (rules: readonly AnyRule[], facts: readonly Fact<unknown>[] = []): readonly Kind[] => {
  const kinds = new Set<Kind>()
  const all = [...facts, ...rules.flatMap(rule => [rule.each, ...Object.values(rule.needs ?? {})] as Fact<unknown>[])]
  for (const fact of all) for (const kind of [...fact.of, ...fact.reads]) kinds.add(kind)
  return [...kinds].sort()
}
