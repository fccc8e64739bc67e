import type {TrustEdge, TrustGraph, TrustNode, TrustRole} from '../../core/trust/graph.ts'

/** Where a node stands, in the units of the drawing. */
export interface Placed {
  readonly node: TrustNode
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly columns: readonly {readonly title: string; readonly x: number}[]
  readonly nodes: readonly Placed[]
  readonly edges: readonly {readonly edge: TrustEdge; readonly from: Placed; readonly to: Placed}[]
}

export const NODE = {width: 236, height: 46}
export const GAP = {x: 84, y: 12}
const TOP = 34

const COLUMNS: readonly {readonly title: string; readonly upper: TrustRole; readonly lower?: TrustRole}[] = [
  {title: 'Whose word counts', upper: 'authority'},
  {title: 'Who signs, who hands trust out', upper: 'issuer', lower: 'bundle'},
  {title: 'Who approves', upper: 'approver'},
  {title: 'Who asks, who trusts', upper: 'namespace'},
]

/**
 * Four columns from left to right. Bundles stand below everything of the two middle columns, so that their edges cross
 * nobody's; within a column each node stands as near as can be to what it is linked with.
 */
export const layoutGraph = ({nodes, edges}: TrustGraph): Layout => {
  const order = orderedColumns(nodes, edges)
  const middle = Math.max(...[1, 2].map(index => order[index]?.filter(({role}) => role !== 'bundle').length ?? 0))
  const placed = new Map<string, Placed>()
  order.forEach((column, index) => {
    const upper = column.filter(({role}) => role !== 'bundle').length
    column.forEach((node, at) => {
      const row = node.role === 'bundle' ? middle + (at - upper) : at
      placed.set(node.id, {node, x: index * (NODE.width + GAP.x), y: TOP + row * (NODE.height + GAP.y)})
    })
  })
  const all = [...placed.values()]
  return {
    width: COLUMNS.length * NODE.width + (COLUMNS.length - 1) * GAP.x,
    height: Math.max(...all.map(({y}) => y + NODE.height), 0) + 4,
    columns: COLUMNS.map(({title}, index) => ({title, x: index * (NODE.width + GAP.x)})),
    nodes: all,
    edges: edges.flatMap(edge => {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)]
      return from === undefined || to === undefined ? [] : [{edge, from, to}]
    }),
  }
}

const SWEEPS = 6

/** By the mean place of the neighbours (Sugiyama's barycentre), from left to right and back. */
const orderedColumns = (nodes: readonly TrustNode[], edges: readonly TrustEdge[]): readonly TrustNode[][] => {
  const columns = COLUMNS.map(({upper, lower}) => nodes.filter(({role}) => role === upper || role === lower))
  const neighbours = new Map<string, string[]>()
  for (const {from, to} of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to])
    neighbours.set(to, [...(neighbours.get(to) ?? []), from])
  }
  const place = new Map<string, number>()
  const remember = (column: readonly TrustNode[]) => {
    const middle = (column.length - 1) / 2
    for (const [at, {id}] of column.entries()) place.set(id, at - middle)
  }
  columns.forEach(remember)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = new Map(column.map(({id}) => [id, mean(neighbours.get(id) ?? [], place) ?? place.get(id) ?? 0]))
      column.sort(
        (a, b) =>
          Number(a.role === 'bundle') - Number(b.role === 'bundle') ||
          (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0) ||
          (a.name < b.name ? -1 : 1),
      )
      remember(column)
    }
  }
  return columns
}

const mean = (ids: readonly string[], place: ReadonlyMap<string, number>): number | undefined =>
  ids.length === 0 ? undefined : ids.reduce((sum, id) => sum + (place.get(id) ?? 0), 0) / ids.length
