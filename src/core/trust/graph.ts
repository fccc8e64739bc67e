/** What stands for what in the graph: who signs, who approves, who asks, what hands trust out. */
export type TrustRole = 'authority' | 'issuer' | 'approver' | 'namespace' | 'bundle'

/** `unknown`: it could not be looked at, which is not fine. */
export type TrustState = 'fine' | 'bad' | 'unknown'

export interface TrustNode {
  readonly id: string
  readonly role: TrustRole
  /** `ClusterIssuer/internal-ca`, or the subject of a CA. */
  readonly name: string
  /** One line more: `step-ca at https://…`, `12 certificates`. */
  readonly note: string
  readonly state: TrustState
  /** What it stands for, where it stands for several alike. */
  readonly members: readonly string[]
  /** Of an authority, milliseconds since 1970. */
  readonly validity?: {readonly notBefore: number; readonly notAfter: number}
}

/** `signs`: authority → issuer. `issues`: issuer → approver → namespace. `holds`: authority → bundle. `reaches`: bundle → namespace. */
export interface TrustEdge {
  readonly from: string
  readonly to: string
  readonly says: 'signs' | 'issues' | 'holds' | 'reaches'
  readonly state: TrustState
}

/** Who signs, who approves and who trusts, small enough to be drawn. */
export interface TrustGraph {
  readonly nodes: readonly TrustNode[]
  readonly edges: readonly TrustEdge[]
}
