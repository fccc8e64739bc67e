import {ANY_POLICY} from '../extension/policies.ts'

interface Node {
  readonly policy: string
  expected: readonly string[]
  readonly parents: Set<Node>
  readonly children: Set<Node>
}

/**
 * The valid_policy_graph of RFC 9618 §5, which replaces the tree of RFC 5280 §6.1.2 (a): one node for each policy and
 * depth, so that policy mappings cannot make it grow without bounds. Qualifiers are not tracked.
 */
export class PolicyGraph {
  #levels: Map<string, Node>[]
  /** Nodes of the level above, by each policy that they expect. */
  #expecting = new Map<string, Node[]>()

  constructor() {
    this.#levels = [new Map([[ANY_POLICY, newNode(ANY_POLICY, [])]])]
  }

  /** Starts the level of the next certificate. */
  descend(): void {
    this.#expecting = new Map()
    for (const node of this.#deepest.values()) {
      for (const policy of node.expected) {
        const nodes = this.#expecting.get(policy)
        if (nodes === undefined) this.#expecting.set(policy, [node])
        else nodes.push(node)
      }
    }
    this.#levels.push(new Map())
  }

  /** RFC 9618 §5.3, (d) (1): a policy of the certificate hangs below those that expect it, or below anyPolicy. */
  add(policy: string): void {
    const parents = this.#expecting.get(policy) ?? this.#anyParent()
    if (parents.length > 0) this.#insert(newNode(policy, parents))
  }

  /** (d) (2): anyPolicy stands for every policy that is expected and not there. */
  addExpected(): void {
    for (const [policy, parents] of this.#expecting) {
      if (!this.#deepest.has(policy)) this.#insert(newNode(policy, parents))
    }
  }

  /** (d) (3): nodes without children go, except on the deepest level. */
  prune(): void {
    for (let depth = this.#levels.length - 2; depth > 0; depth--) {
      const level = this.#levels[depth] as Map<string, Node>
      for (const node of level.values()) {
        if (node.children.size > 0) continue
        for (const parent of node.parents) parent.children.delete(node)
        level.delete(node.policy)
      }
    }
  }

  /** RFC 5280 §6.1.4 (b) (1), (2): from here on the issuer's policy is met by these policies of the subject. */
  map(issuer: string, subjects: readonly string[]): void {
    const node = this.#deepest.get(issuer)
    const any = this.#deepest.get(ANY_POLICY)
    if (node !== undefined) node.expected = subjects
    else if (any !== undefined) this.#insert({...newNode(issuer, [any]), expected: subjects})
  }

  /** (b) (3) (i): mapping is forbidden, so what would be mapped goes. */
  delete(policy: string): void {
    const node = this.#deepest.get(policy)
    if (node === undefined) return
    for (const parent of node.parents) parent.children.delete(node)
    this.#deepest.delete(policy)
  }

  /** §6.1.5 (g): whether any policy is left that the path is valid for. */
  get isEmpty(): boolean {
    if (this.#deepest.has(ANY_POLICY)) return false
    return !this.#levels.some(level => [...level.values()].some(isRootedInAny))
  }

  get #deepest(): Map<string, Node> {
    return this.#levels.at(-1) as Map<string, Node>
  }

  #anyParent(): readonly Node[] {
    const any = this.#levels.at(-2)?.get(ANY_POLICY)
    return any === undefined ? [] : [any]
  }

  #insert(node: Node): void {
    for (const parent of node.parents) parent.children.add(node)
    this.#deepest.set(node.policy, node)
  }
}

const newNode = (policy: string, parents: readonly Node[]): Node => ({
  policy,
  expected: [policy],
  parents: new Set(parents),
  children: new Set(),
})

const isRootedInAny = ({policy, parents}: Node): boolean => {
  if (policy === ANY_POLICY || parents.size !== 1) return false
  const [parent] = parents
  return parent?.policy === ANY_POLICY
}
