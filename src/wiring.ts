import type {SnapshotSink} from './app/save-snapshot.ts'
import type {AnyRule} from './core/doctor/rule.ts'
import {PkiError} from './core/errors.ts'
import {given} from './core/given.ts'
import type {Outside} from './core/inspect/outside.ts'
import type {Kind} from './core/kube/kind.ts'
import type {Endpoint, Handshake} from './core/kube/snapshot.ts'
import type {ReadOptions, Source} from './core/ports.ts'

/** How to reach a cluster, by kubectl's flags. Names as the flags, in camel case. */
export interface ClusterChoice {
  readonly kubeconfig?: string
  readonly context?: string
  readonly cluster?: string
  readonly user?: string
  readonly as?: string
  readonly asGroup?: readonly string[]
  readonly asUid?: string
  readonly asUserExtra?: readonly string[]
  readonly server?: string
  readonly token?: string
  readonly certificateAuthority?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  readonly tlsServerName?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly requestTimeoutSeconds: number
}

interface AnyChoice {
  readonly namespaces?: readonly string[]
  /** The file of that name, in place of that which talosctl would take. */
  readonly talosconfig?: string
}

/** Where to look: one of three, checked for contradictions by the parser of the flags. */
export type SourceChoice = AnyChoice &
  (
    | {
        readonly from: 'cluster'
        readonly cluster: ClusterChoice
        readonly secrets: boolean
        readonly verbosity: number
        /** Then nobody is asked for a password: the questions would mix. */
        readonly isOneOfSeveral?: boolean
      }
    | {readonly from: 'snapshot'; readonly file: string}
    | {
        readonly from: 'manifests'
        readonly paths: readonly string[]
        readonly kustomize?: string
        readonly complete: boolean
      }
  )

/** Makes the source that was chosen. Only its own code is loaded. */
export const sourceOf = async (choice: SourceChoice): Promise<Source> => {
  const namespace = choice.namespaces?.length === 1 ? {namespace: choice.namespaces[0] ?? ''} : {}
  switch (choice.from) {
    case 'snapshot': {
      const {saved} = await import('./sources/saved/saved.ts')
      return saved(choice.file)
    }
    case 'manifests': {
      const {manifests} = await import('./sources/manifests/manifests.ts')
      return manifests({...choice, ...namespace, stdin: process.stdin, env: process.env, clock: () => new Date()})
    }
    case 'cluster': {
      const {live} = await import('./sources/live/live.ts')
      const {cluster, secrets, verbosity} = choice
      const interactive = process.stdin.isTTY === true && choice.isOneOfSeveral !== true
      const surroundings = {environment: process.env, interactive, log: tell}
      const {talosconfig} = choice
      return live({...cluster, ...namespace, ...given({talosconfig}), secrets, verbosity, ...surroundings})
    }
  }
}

/** The contexts of the kubeconfig that kubectl would use, sorted. @throws PkiError E_KUBECONFIG_MISSING, E_KUBECONFIG_INVALID */
export const contextNames = (choice: Pick<ClusterChoice, 'kubeconfig'>): Promise<readonly string[]> =>
  kubeconfigNames(choice, 'contexts')

/** What the kubeconfig names, sorted. @throws as `contextNames` */
export const kubeconfigNames = async (
  {kubeconfig}: Pick<ClusterChoice, 'kubeconfig'>,
  part: 'contexts' | 'clusters' | 'users',
): Promise<readonly string[]> => {
  const {loadKubeconfig} = await import('./sources/live/kubeconfig/load-kubeconfig.ts')
  const config = await loadKubeconfig({...given({kubeconfig}), environment: process.env, secrets: false})
  if (config === null) throw new PkiError('E_KUBECONFIG_MISSING', 'there is no kubeconfig')
  return [...config[part].keys()].sort()
}

/** Names of objects for who is writing a command line: metadata only, and nobody is asked for a password. */
export const objectNames = async (
  cluster: ClusterChoice,
  wanted: {readonly kinds: readonly Kind[]; readonly namespace?: string | undefined},
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const {listNames} = await import('./sources/live/list-names.ts')
  return listNames({...cluster, secrets: true, environment: process.env, interactive: false}, wanted, signal)
}

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Where `snapshot save` writes. @throws PkiError E_FILE_EXISTS before anything is read */
export const snapshotSink = async (file: string, options: {readonly force: boolean}): Promise<SnapshotSink> => {
  const {fileSink} = await import('./sources/saved/file-sink.ts')
  return fileSink(file, options)
}

/** All rules, loaded when they are asked for: most commands never pay for them. */
export const catalogue = async (): Promise<readonly AnyRule[]> => (await import('./rules/index.ts')).rules

/** Shakes hands with TLS servers, for `--probe`. Nothing is verified, and nothing but the handshake is sent. */
export const probe = async (endpoints: readonly Endpoint[], options: ReadOptions): Promise<readonly Handshake[]> => {
  const {shakeAllHands} = await import('./sources/live/handshake.ts')
  return shakeAllHands(endpoints, options)
}

/** What can be looked at without a cluster: files, servers, configurations of clients. */
export const outsideOf = (choice: SourceChoice): Outside => ({
  file: async (path, {signal}) => {
    const {heldFile} = await import('./sources/files/held-file.ts')
    return heldFile(path, {stdin: process.stdin, signal})
  },
  kubeconfig: async ({signal}) => {
    const {describeKubeconfig} = await import('./sources/live/kubeconfig/describe-contexts.ts')
    return describeKubeconfig(liveOptionsOf(choice), signal)
  },
  talosconfig: async ({signal}) => {
    const {talosconfig} = await import('./sources/files/talosconfig.ts')
    return talosconfig({environment: process.env, file: choice.talosconfig, signal})
  },
  apiServer: async ({signal}) => {
    const {apiServerAccess} = await import('./sources/live/api-server-access.ts')
    return apiServerAccess(liveOptionsOf(choice), signal)
  },
  systemRoots: async () => (await import('./sources/live/http/system-roots.ts')).systemRoots(),
  shakeHands: probe,
  now: () => new Date(),
})

const liveOptionsOf = (choice: SourceChoice) => ({
  ...(choice.from === 'cluster' && choice.cluster),
  secrets: false,
  environment: process.env,
})
