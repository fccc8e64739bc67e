import {type Kind, kindInfo} from './kind.ts'

/** Names one object. Cluster-wide objects have no namespace. */
export interface ObjectRef {
  readonly kind: Kind
  readonly namespace?: string
  readonly name: string
}

export const ref = (kind: Kind, namespace: string | undefined, name: string): ObjectRef =>
  namespace === undefined || namespace === '' ? {kind, name} : {kind, namespace, name}

/** One string per object, for maps and for sorting. */
export const refKey = ({kind, namespace, name}: ObjectRef): string => `${kind}\u0000${namespace ?? ''}\u0000${name}`

/** As kubectl takes it: `certificate/web`, or `certificate shop/web` in running text where the namespace matters. */
export const kubectlName = ({kind, name}: ObjectRef): string => `${kindInfo(kind).manifestKind.toLowerCase()}/${name}`
