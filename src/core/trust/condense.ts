import type {TrustEdge, TrustGraph, TrustNode, TrustRole} from './graph.ts'

/** A graph with at most `most` nodes of each role: what is in order and has the fewest edges is put together into one. */
export const condense = (graph: TrustGraph, most: number): TrustGraph => {
  const degrees = new Map<string, number>()
  for (const {from, to} of graph.edges) {
    for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1)
  }
  const weight = ({id, state}: TrustNode) => (state === 'fine' ? 0 : 1e6) + (degrees.get(id) ?? 0)
  const merged = new Map<string, string>()
  const nodes = [...Map.groupBy(graph.nodes, ({role}) => role)].flatMap(([role, own]) => {
    if (own.length <= most) return own
    const ranked = own.toSorted((a, b) => weight(b) - weight(a))
    const rest = ranked.slice(most - 1)
    const node = restNode(role, rest)
    for (const {id} of rest) merged.set(id, node.id)
    return [...own.filter(({id}) => !merged.has(id)), node]
  })
  return merged.size === 0 ? graph : {nodes, edges: redirected(graph.edges, merged)}
}

const restNode = (role: TrustRole, rest: readonly TrustNode[]): TrustNode => ({
  id: `rest ${role}`,
  role,
  name: `${rest.length} more`,
  note: '',
  state: rest.find(({state}) => state !== 'fine')?.state ?? 'fine',
  members: rest.flatMap(({name, members}) => (members.length > 0 ? members : [name])),
})

const redirected = (edges: readonly TrustEdge[], merged: ReadonlyMap<string, string>): readonly TrustEdge[] => {
  const seen = new Map<string, TrustEdge>()
  for (const edge of edges) {
    const from = merged.get(edge.from) ?? edge.from
    const to = merged.get(edge.to) ?? edge.to
    const key = `${from}\u0000${to}`
    const before = seen.get(key)
    if (before === undefined || before.state === 'fine') seen.set(key, {...edge, from, to})
  }
  return [...seen.values()]
}
