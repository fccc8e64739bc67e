import * as Flags from '@oclif/core/flags'

const CLUSTER = 'CLUSTER'

/** kubectl's own flags, with kubectl's names and meaning. */
export const clusterFlags = {
  kubeconfig: Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'FILE',
    summary: 'kubeconfig file; else $KUBECONFIG, else ~/.kube/config',
  }),
  context: Flags.string({helpGroup: CLUSTER, helpValue: 'NAME', summary: 'context of the kubeconfig'}),
  cluster: Flags.string({helpGroup: CLUSTER, helpValue: 'NAME', summary: 'cluster of the kubeconfig'}),
  user: Flags.string({helpGroup: CLUSTER, helpValue: 'NAME', summary: 'user of the kubeconfig'}),
  as: Flags.string({helpGroup: CLUSTER, helpValue: 'USER', summary: 'act as this user'}),
  'as-group': Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'GROUP',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'act as a member of this group',
  }),
  'as-uid': Flags.string({helpGroup: CLUSTER, helpValue: 'UID', summary: 'act as the user with this UID'}),
  'as-user-extra': Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'KEY=VALUE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'act with this extra value',
  }),
  server: Flags.string({char: 's', helpGroup: CLUSTER, helpValue: 'URL', summary: 'address of the API server'}),
  token: Flags.string({helpGroup: CLUSTER, helpValue: 'TOKEN', summary: 'bearer token'}),
  'certificate-authority': Flags.string({helpGroup: CLUSTER, helpValue: 'FILE', summary: 'CA of the API server'}),
  'client-certificate': Flags.string({helpGroup: CLUSTER, helpValue: 'FILE', summary: 'client certificate'}),
  'client-key': Flags.string({helpGroup: CLUSTER, helpValue: 'FILE', summary: 'key of the client certificate'}),
  'tls-server-name': Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'NAME',
    summary: 'name that the certificate of the API server must have',
  }),
  'insecure-skip-tls-verify': Flags.boolean({
    helpGroup: CLUSTER,
    summary: 'do not verify the certificate of the API server',
  }),
  talosconfig: Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'FILE',
    summary: 'talosconfig file; else $TALOSCONFIG, else ~/.talos/config',
  }),
  'request-timeout': Flags.string({
    helpGroup: CLUSTER,
    helpValue: 'DURATION',
    default: '30s',
    summary: 'for a single request',
  }),
  timeout: Flags.string({helpGroup: CLUSTER, helpValue: 'DURATION', default: '5m', summary: 'for the whole run'}),
} as const

const SOURCE = 'SOURCE'

/** Where to look. One choice: a live cluster, a saved snapshot, or manifests. */
export const sourceFlags = {
  ...clusterFlags,
  snapshot: Flags.string({
    helpGroup: SOURCE,
    helpValue: 'FILE',
    exclusive: ['filename', 'kustomize', 'context'],
    summary: 'look at a saved snapshot',
  }),
  filename: Flags.string({
    char: 'f',
    helpGroup: SOURCE,
    helpValue: 'PATH|-',
    multiple: true,
    multipleNonGreedy: true,
    exclusive: ['snapshot', 'context'],
    summary: 'look at manifests: a file, a directory, or - for standard input',
  }),
  kustomize: Flags.string({
    char: 'k',
    helpGroup: SOURCE,
    helpValue: 'DIR',
    exclusive: ['snapshot', 'context'],
    summary: 'look at what kustomize builds from a directory',
  }),
  complete: Flags.boolean({
    helpGroup: SOURCE,
    summary: 'these manifests are the whole PKI configuration: what is not there is missing',
  }),
  namespace: Flags.string({
    char: 'n',
    helpGroup: SOURCE,
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'judge what is in this namespace only',
  }),
  'all-namespaces': Flags.boolean({
    char: 'A',
    helpGroup: SOURCE,
    summary: 'judge every namespace; this is the default',
  }),
  secrets: Flags.boolean({
    helpGroup: SOURCE,
    allowNo: true,
    default: true,
    summary: 'read Secrets; with --no-secrets none is ever asked for',
  }),
  now: Flags.string({helpGroup: SOURCE, helpValue: 'TIME', summary: 'judge as of this moment (RFC 3339)'}),
} as const

/** How to answer. */
export const outputFlags = {
  'no-color': Flags.boolean({summary: 'no colour; $NO_COLOR does the same'}),
  v: Flags.integer({
    char: 'v',
    min: 0,
    max: 10,
    default: 0,
    helpValue: 'N',
    summary: "how much to tell of the requests, by kubectl's levels",
  }),
} as const
