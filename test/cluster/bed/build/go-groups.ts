import {fileURLToPath} from 'node:url'

/** A Go module of ours under `test/cluster/go` whose tools are built together, so that they share the work. */
export type GroupName = 'kube' | 'cert-manager' | 'issuers' | 'misc'

/** One `go build` in the folder of a group; `target` is a package, or `tool` for all `tool` lines of its go.mod. */
export interface GoBuild {
  readonly target: string
  /** `{version:MODULE}`, `{major:MODULE}` and `{minor:MODULE}` stand for what go.mod says of that module. */
  readonly ldflags?: string
  readonly tags?: string
  /** The file to write; without it, one file per tool. */
  readonly output?: string
}

/** What a module ships beside its Go code and the bed installs: a chart (packaged) or a folder of manifests (copied). */
export interface StoredPart {
  readonly module: string
  readonly path: string
  readonly as: string
  readonly kind: 'chart' | 'folder'
}

export interface GoGroup {
  readonly name: GroupName
  readonly builds: readonly GoBuild[]
  /** Tools that Go names after their folder, and the names that they are known by. */
  readonly renames: Readonly<Record<string, string>>
  readonly stored: readonly StoredPart[]
  /** Seen on two cores with an empty build cache. */
  readonly coldMinutes: number
}

const kubernetes = 'k8s.io/kubernetes'
const kubeFlags = [
  `-X k8s.io/component-base/version.gitVersion={version:${kubernetes}}`,
  `-X k8s.io/component-base/version.gitMajor={major:${kubernetes}}`,
  `-X k8s.io/component-base/version.gitMinor={minor:${kubernetes}}`,
  '-X k8s.io/component-base/version.gitTreeState=clean',
  `-X k8s.io/client-go/pkg/version.gitVersion={version:${kubernetes}}`,
].join(' ')

const certManager = 'github.com/cert-manager/cert-manager'
const approverPolicy = 'github.com/cert-manager/approver-policy'
const trustManager = 'github.com/cert-manager/trust-manager'

/** All groups. `grpcnotrace` and `notest` leave out code that etcd and the API server do not use here. */
export const goGroups: Readonly<Record<GroupName, GoGroup>> = {
  kube: {
    name: 'kube',
    builds: [{target: 'tool', tags: 'grpcnotrace,notest', ldflags: kubeFlags}],
    renames: {server: 'etcd'},
    stored: [],
    coldMinutes: 6,
  },
  'cert-manager': {
    name: 'cert-manager',
    builds: [
      {target: '.', output: 'cert-manager', ldflags: `-X ${certManager}/pkg/util.AppVersion={version:${certManager}}`},
      {target: 'tool', ldflags: '-X helm.sh/helm/v4/internal/version.version={version:helm.sh/helm/v4}'},
    ],
    renames: {cmd: 'approver-policy'},
    stored: [
      {module: certManager, path: 'deploy/charts/cert-manager', as: 'charts/cert-manager', kind: 'chart'},
      {module: approverPolicy, path: 'deploy/charts/approver-policy', as: 'charts/approver-policy', kind: 'chart'},
      {module: trustManager, path: 'deploy/charts/trust-manager', as: 'charts/trust-manager', kind: 'chart'},
      {module: certManager, path: 'deploy/crds', as: 'crds/cert-manager', kind: 'folder'},
      {module: approverPolicy, path: 'deploy/crds', as: 'crds/approver-policy', kind: 'folder'},
      {module: trustManager, path: 'deploy/crds', as: 'crds/trust-manager', kind: 'folder'},
    ],
    coldMinutes: 4,
  },
  issuers: {
    name: 'issuers',
    builds: [{target: 'tool'}],
    renames: {},
    stored: [
      {module: 'github.com/smallstep/step-issuer', path: 'config/crd/bases', as: 'crds/step-issuer', kind: 'folder'},
      {module: 'github.com/smallstep/step-issuer', path: 'config/rbac', as: 'rbac/step-issuer', kind: 'folder'},
    ],
    coldMinutes: 3,
  },
  misc: {
    name: 'misc',
    builds: [{target: 'tool'}],
    renames: {},
    stored: [
      {module: 'sigs.k8s.io/kwok', path: 'kustomize/stage/node/fast', as: 'stages/node', kind: 'folder'},
      {module: 'sigs.k8s.io/kwok', path: 'kustomize/stage/pod/fast', as: 'stages/pod', kind: 'folder'},
    ],
    coldMinutes: 2,
  },
}

/** Which group a program comes from. */
export const toolGroups = {
  etcd: 'kube',
  'kube-apiserver': 'kube',
  'kube-controller-manager': 'kube',
  'kube-scheduler': 'kube',
  kubectl: 'kube',
  'cert-manager': 'cert-manager',
  'approver-policy': 'cert-manager',
  'trust-manager': 'cert-manager',
  helm: 'cert-manager',
  'step-ca': 'issuers',
  step: 'issuers',
  'step-issuer': 'issuers',
  pebble: 'misc',
  'pebble-challtestsrv': 'misc',
  kwok: 'misc',
} as const satisfies Record<string, GroupName>

export type ToolName = keyof typeof toolGroups

/** The folder of a group's go.mod. */
export const groupFolder = (name: GroupName): string => fileURLToPath(new URL(`../../go/${name}/`, import.meta.url))
