import type {Bed} from '../bed/bed.ts'

/** A rule of a ClusterRole or Role, as RBAC writes it. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

export interface AccountRequest {
  readonly name: string
  /** `default` unless said. */
  readonly namespace?: string
  /** What it may do everywhere. */
  readonly clusterWide?: readonly PolicyRule[]
  /** What it may do in single namespaces. */
  readonly inNamespaces?: Readonly<Record<string, readonly PolicyRule[]>>
  /** How long its token is valid; a day unless said, 600 at least. */
  readonly seconds?: number
}

const group = 'rbac.authorization.k8s.io'

const grant = (account: {name: string; namespace: string}, rules: readonly PolicyRule[], namespace?: string) => {
  const prefix = namespace === undefined ? 'Cluster' : ''
  const metadata = {
    name: `played-${account.namespace}-${account.name}`,
    ...(namespace === undefined ? {} : {namespace}),
  }
  const roleRef = {apiGroup: group, kind: `${prefix}Role`, name: metadata.name}
  const subjects = [{kind: 'ServiceAccount', ...account}]
  return [
    {apiVersion: `${group}/v1`, kind: `${prefix}Role`, metadata, rules},
    {apiVersion: `${group}/v1`, kind: `${prefix}RoleBinding`, metadata, roleRef, subjects},
  ]
}

const pathOf = (object: {kind: string; metadata: {name: string; namespace?: string}}): string => {
  const {name, namespace} = object.metadata
  const inside = namespace === undefined ? '' : `/namespaces/${namespace}`
  return `/apis/${group}/v1${inside}/${object.kind.toLowerCase()}s/${name}`
}

/**
 * Makes a ServiceAccount that may do exactly this and nothing else (but what every account may: discovery, reviews of
 * its own access), and returns the path of a kubeconfig with its token. Called again, it changes what the account may.
 */
export const serviceAccountWith = async (bed: Bed, request: AccountRequest): Promise<string> => {
  const account = {name: request.name, namespace: request.namespace ?? 'default'}
  const {name, namespace} = account
  const object = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: account}
  await bed.api.apply(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, object)
  const objects = [
    ...grant(account, request.clusterWide ?? []),
    ...Object.entries(request.inNamespaces ?? {}).flatMap(([one, rules]) => grant(account, rules, one)),
  ]
  for (const one of objects) await bed.api.apply(pathOf(one), one)
  return bed.serviceAccountKubeconfig({
    ...{namespace, name, file: `played-${namespace}-${name}.conf`},
    ...(request.seconds === undefined ? {} : {seconds: request.seconds}),
  })
}
