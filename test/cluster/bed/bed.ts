import path from 'node:path'
import {stringify} from 'yaml'
import type {BedGround} from './bed-ground.ts'
import {storedPath, toolPath} from './build/tools.ts'
import type {ComponentName, ComponentOptions} from './components/component.ts'
import {components} from './components/components.ts'
import type {KeptProcess} from './keeper/kept-process.ts'
import type {Access, KubeApi} from './kube-api.ts'
import {writeKubeconfig} from './kubeconfig.ts'
import type {BedNetwork} from './network/bed-network.ts'
import type {BedPki} from './pki/bed-pki.ts'
import {runTool} from './run-tool.ts'
import {type WaitOptions, waitFor} from './wait-for.ts'

/** What a bed is made from; `startBed` makes it. */
export interface BedParts {
  readonly ground: BedGround
  readonly pki: BedPki
  readonly api: KubeApi
  readonly network: BedNetwork
  /** etcd's client URL, plain HTTP. */
  readonly etcd: string
  readonly kubeconfig: string
}

export interface ToolOptions {
  readonly stdin?: string
  /** A kubeconfig's path; the administrator's unless said. */
  readonly kubeconfig?: string
}

export interface TokenRequest {
  readonly namespace: string
  /** Of the ServiceAccount. */
  readonly name: string
  /** Of the kubeconfig, under the bed's `run` folder. */
  readonly file: string
  /** A day unless said; the API server takes no less than 600. */
  readonly seconds?: number
}

/** A running control plane with the components that were asked for. Everything that it needs is on the loopback address. */
export class Bed {
  readonly ground: BedGround
  readonly pki: BedPki
  readonly network: BedNetwork
  readonly etcd: string
  /** As the administrator. */
  readonly api: KubeApi
  /** The administrator's, as a path. */
  readonly kubeconfig: string
  readonly #deferred: (() => Promise<void> | void)[] = []
  readonly #installed = new Map<ComponentName, ComponentOptions>()
  #stopped = false

  constructor(parts: BedParts) {
    this.ground = parts.ground
    this.pki = parts.pki
    this.api = parts.api
    this.network = parts.network
    this.etcd = parts.etcd
    this.kubeconfig = parts.kubeconfig
  }

  get server(): string {
    return this.api.access.server
  }

  /** The folder of the log files, one for each process. */
  get logs(): string {
    return this.ground.logs
  }

  get installed(): readonly ComponentName[] {
    return [...this.#installed.keys()]
  }

  /** What kubectl printed. @throws ToolFailure when its exit code is not 0. */
  async kubectl(args: readonly string[], options: ToolOptions = {}): Promise<string> {
    return this.#tool(await toolPath('kubectl'), args, options)
  }

  /** What helm printed. @throws ToolFailure when its exit code is not 0. */
  async helm(args: readonly string[], options: ToolOptions = {}): Promise<string> {
    return this.#tool(await toolPath('helm'), args, options)
  }

  /** `kubectl apply -f -`, as users do it, of YAML text or of objects. */
  async apply(...documents: readonly (string | object)[]): Promise<string> {
    const texts = documents.map(one => (typeof one === 'string' ? one : stringify(one)))
    return this.kubectl(['apply', '-f', '-'], {stdin: texts.join('\n---\n')})
  }

  /** Installs a component on the running bed, or again with other options, and waits until it works. */
  async install(name: ComponentName, options: ComponentOptions = {}): Promise<void> {
    const merged = {...this.#installed.get(name), ...options}
    await components[name].install(this, merged)
    this.#installed.set(name, merged)
  }

  /** Only the CustomResourceDefinitions of a component: enough where objects are written directly and nobody acts. */
  async installCrds(name: 'cert-manager' | 'approver-policy' | 'trust-manager' | 'step-issuer'): Promise<void> {
    const folder = await storedPath(name === 'step-issuer' ? 'issuers' : 'cert-manager', `crds/${name}`)
    await this.kubectl(['apply', '--server-side', '-f', folder])
    await this.kubectl(['wait', '--for=condition=Established', '-f', folder])
  }

  /** A program of the bed, such as `kube-apiserver`, `cert-manager-webhook`, `approver-policy` or `step-ca`. */
  process(name: string): KeptProcess {
    return this.ground.process(name)
  }

  /** Runs when the bed is stopped, last come first served. */
  defer(work: () => Promise<void> | void): void {
    this.#deferred.unshift(work)
  }

  waitFor<T>(
    description: string,
    probe: () => Promise<T | undefined | null | false>,
    options?: WaitOptions,
  ): Promise<T> {
    return waitFor(description, probe, options)
  }

  /** A new token of a ServiceAccount, which may not exist yet for the moment that its controller takes to make it. */
  async serviceAccountAccess(request: Omit<TokenRequest, 'file'>): Promise<Access> {
    const target = `/api/v1/namespaces/${request.namespace}/serviceaccounts/${request.name}/token`
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {expirationSeconds: request.seconds ?? 86_400},
    }
    const made = await waitFor(`a token of ${request.namespace}/${request.name}`, () => this.api.create(target, body))
    return {server: this.server, ca: this.pki.ca.pem, token: made.status.token}
  }

  /** The path of a kubeconfig with a new token of a ServiceAccount. */
  async serviceAccountKubeconfig(request: TokenRequest): Promise<string> {
    return writeKubeconfig(path.join(this.ground.run, request.file), await this.serviceAccountAccess(request))
  }

  /** Stops everything. Of a bed that failed the logs are kept and their folder is printed; else nothing is left. */
  async stop(how: {readonly failed?: boolean} = {}): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    for (const work of this.#deferred) await work()
    this.api.close()
    await this.ground.close(how.failed ?? false)
    if (how.failed) process.stderr.write(`kubectl-pki bed: logs are kept in ${this.logs}\n`)
  }

  async #tool(command: string, args: readonly string[], options: ToolOptions): Promise<string> {
    // Programs that end before they would need it collect no garbage: a fifth of their time.
    const env = {...this.ground.env, GOGC: 'off', KUBECONFIG: options.kubeconfig ?? this.kubeconfig}
    const run = await runTool(command, args, {env, stdin: options.stdin ?? '', cwd: this.ground.run})
    return run.stdout
  }
}
