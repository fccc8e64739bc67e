import type {TrustEdge, TrustGraph, TrustNode, TrustState} from './graph.ts'

interface Place {
  certificates: number
  state: TrustState
}

/** Collects nodes and edges, each once, and puts namespaces together that all edges treat alike. */
export class GraphBuilder {
  readonly #nodes = new Map<string, TrustNode>()
  readonly #edges = new Map<string, TrustEdge>()
  readonly #places = new Map<string, Place>()

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  /** The first node of an id stays. */
  node(node: Omit<TrustNode, 'members'>): void {
    if (!this.#nodes.has(node.id)) this.#nodes.set(node.id, {...node, members: []})
  }

  /** Of two edges between the same nodes the worse one stays. */
  edge(edge: TrustEdge): void {
    const key = `${edge.from}\u0000${edge.to}`
    const before = this.#edges.get(key)
    this.#edges.set(key, before === undefined ? edge : {...before, state: worse(before.state, edge.state)})
  }

  /** The id of a namespace, with what is asked for in it. */
  namespace(name: string, {certificates, state}: Place = {certificates: 0, state: 'fine'}): string {
    const place = this.#places.get(name)
    if (place === undefined) this.#places.set(name, {certificates, state})
    else this.#places.set(name, {certificates: place.certificates + certificates, state: worse(place.state, state)})
    return `namespace ${name}`
  }

  build(): TrustGraph {
    const edges = [...this.#edges.values()]
    const incoming = Map.groupBy(edges, ({to}) => to)
    const signature = (name: string) =>
      JSON.stringify([
        this.#places.get(name)?.state,
        (incoming.get(`namespace ${name}`) ?? []).map(({from, state}) => [from, state]).sort(),
      ])
    const groups = [...Map.groupBy([...this.#places.keys()].sort(), signature).values()]
    const names = new Map(groups.flatMap(group => group.map(name => [`namespace ${name}`, `namespace ${group[0]}`])))
    const merged = new GraphBuilder()
    for (const edge of edges) merged.edge({...edge, to: names.get(edge.to) ?? edge.to})
    return {
      nodes: [...this.#nodes.values(), ...groups.map(group => this.#groupNode(group))],
      edges: [...merged.#edges.values()],
    }
  }

  #groupNode(members: readonly string[]): TrustNode {
    const [first = ''] = members
    const certificates = members.reduce((sum, name) => sum + (this.#places.get(name)?.certificates ?? 0), 0)
    return {
      id: `namespace ${first}`,
      role: 'namespace',
      name: members.length === 1 ? first : `${members.length} namespaces`,
      note: certificates === 0 ? 'no certificates' : `${certificates} certificate${certificates === 1 ? '' : 's'}`,
      state: this.#places.get(first)?.state ?? 'unknown',
      members,
    }
  }
}

const RANK: readonly TrustState[] = ['fine', 'unknown', 'bad']

const worse = (a: TrustState, b: TrustState): TrustState => (RANK.indexOf(a) > RANK.indexOf(b) ? a : b)
