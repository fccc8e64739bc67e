import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import {createSecureServer} from 'node:http2'
import {createServer as createHttpsServer} from 'node:https'
import type {AddressInfo, Server, Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {
  ADMIN,
  ANONYMOUS,
  type FakeRule,
  type FakeUser,
  may,
  ownRules,
  type ReviewBody,
  reviewed,
} from './fake-access.ts'
import {type FakeAnswer, forbidden, forbiddenPath, json, noSuchPath, unauthorized} from './fake-answers.ts'
import {ALL_RESOURCES, type DiscoveryStyle, discover, type FakeResource} from './fake-discovery.ts'
import {type Fault, type Request, type Response, send} from './fake-faults.ts'
import {FakeStore} from './fake-store.ts'

/** One request, as the fake has seen it. */
export interface SeenRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly httpVersion: string
  /** The port of the client: requests over one connection have the same. */
  readonly connection: number
  /** How many requests of this method and path came before. */
  readonly earlier: number
}

export interface FakeOptions {
  readonly resources?: readonly FakeResource[]
  readonly discovery?: Partial<DiscoveryStyle>
  readonly gitVersion?: string
  /** TLS with HTTP/2, or HTTP/1.1 for who does not speak it; without it plain HTTP/1.1. */
  readonly tls?: {
    readonly cert: string
    readonly key: string
    readonly ca: string
    /** Takes client certificates of this CA. */
    readonly clientCa?: string
    readonly http2?: boolean
  }
  /** Why a review of one's own rules is incomplete, as a webhook authorizer makes it. */
  readonly incompleteRules?: string
}

export interface UserRequest {
  readonly name: string
  readonly clusterWide?: readonly FakeRule[]
  readonly inNamespaces?: Readonly<Record<string, readonly FakeRule[]>>
  readonly discovery?: boolean
}

/** A small API server over a list of objects: discovery, lists in pages, users with rules, reviews, and faults. */
export class FakeApiServer {
  readonly store = new FakeStore()
  readonly requests: SeenRequest[] = []
  /** Asked before each answer. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined
  /** The server's clock against ours. */
  clockOffsetSeconds = 0
  readonly #options: FakeOptions
  readonly #users = new Map<string, FakeUser>([['admin', ADMIN]])
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #folder: string

  constructor(options: FakeOptions, folder: string) {
    this.#options = options
    this.#folder = folder
    const handle = (request: Request, response: Response): void => void this.#handle(request, response)
    this.#server = serverFor(options, handle)
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => {})
    })
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size
  }

  listen(port = 0): Promise<void> {
    return new Promise(resolve => this.#server.listen(port, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    this.kill()
    await rm(this.#folder, {recursive: true, force: true})
  }

  /** Ends all connections at once and takes no more. */
  kill(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Makes a user and returns the path of a kubeconfig with its token, which is its name. */
  async user({name, clusterWide = [], inNamespaces = {}, discovery = true}: UserRequest): Promise<string> {
    this.#users.set(name, {name, groups: ['system:authenticated'], clusterWide, inNamespaces, discovery})
    return this.kubeconfig(name)
  }

  /** The path of a kubeconfig with a token, whether or not the server knows it; an empty one: without credentials. */
  async kubeconfig(token: string, context: object = {}): Promise<string> {
    const name = token || 'nobody'
    const {tls} = this.#options
    const authority = tls && {'certificate-authority-data': Buffer.from(tls.ca).toString('base64')}
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{name: 'fake', cluster: {server: this.url, ...authority}}],
      users: [{name, user: token === '' ? {} : {token}}],
      contexts: [{name: 'fake', context: {cluster: 'fake', user: name, ...context}}],
      'current-context': 'fake',
    }
    const file = join(this.#folder, `${name}.json`)
    await writeFile(file, JSON.stringify(config))
    return file
  }

  forget(token: string): void {
    this.#users.delete(token)
  }

  async #handle(request: Request, response: Response): Promise<void> {
    request.on('error', () => {})
    response.on('error', () => {})
    const connection = request.socket?.remotePort ?? 0
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const url = new URL(request.url ?? '/', 'http://fake')
    const {method = 'GET', headers, httpVersion} = request
    const earlier = this.requests.filter(each => each.method === method && each.path === url.pathname).length
    const seen = {method, path: url.pathname, query: url.searchParams, headers, body, httpVersion, connection, earlier}
    this.requests.push(seen)
    await send(response, this.#answer(seen), {
      fault: this.fault(seen),
      gzip: String(headers['accept-encoding'] ?? '').includes('gzip'),
      date: new Date(Date.now() + this.clockOffsetSeconds * 1000).toUTCString(),
    })
  }

  #answer(request: SeenRequest): FakeAnswer {
    const user = this.#userOf(request)
    if (user === null) return unauthorized
    const {path, method} = request
    if (path === '/version')
      return json(200, {major: '1', minor: '36', gitVersion: this.#options.gitVersion ?? 'v1.36.4'})
    const {resources = ALL_RESOURCES, discovery} = this.#options
    const style = {aggregated: true, stale: [], ...discovery}
    if (/^\/api(\/[^/]+)?$|^\/apis(\/[^/]+){0,2}$/.test(path) && !user.discovery)
      return forbiddenPath(user.name, 'get', path)
    const discovered = discover(path, String(request.headers.accept ?? ''), {resources, style})
    if (discovered !== undefined) return discovered
    return method === 'POST' ? this.#review(request, user) : this.#read(request, user, resources)
  }

  #userOf({headers}: SeenRequest): FakeUser | null {
    const token = /^Bearer (.*)$/.exec(String(headers.authorization ?? ''))?.[1]
    const own = token === undefined ? ANONYMOUS : (this.#users.get(token) ?? null)
    const other = headers['impersonate-user']
    if (own === null || other === undefined) return own
    return this.#users.get(String(other)) ?? {...ANONYMOUS, name: String(other), discovery: true}
  }

  #review(request: SeenRequest, user: FakeUser): FakeAnswer {
    const resource = /^\/apis\/authorization\.k8s\.io\/v1\/([a-z]+)$/.exec(request.path)?.[1]
    if (resource === undefined) return noSuchPath
    const attributes = {verb: 'create', group: 'authorization.k8s.io', resource}
    if (!may(user, attributes)) return forbidden(user.name, attributes)
    const body: ReviewBody = JSON.parse(request.body)
    if (resource === 'subjectaccessreviews') return json(201, reviewed(body, [...this.#users.values()]))
    if (resource === 'selfsubjectrulesreviews') return json(201, ownRules(body, user, this.#options.incompleteRules))
    return noSuchPath
  }

  #read({path, query}: SeenRequest, user: FakeUser, resources: readonly FakeResource[]): FakeAnswer {
    const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(path)
    if (match === null) return noSuchPath
    const [, group = '', version, namespace, plural = '', name] = match.map(part => part && decodeURIComponent(part))
    const attributes = {verb: name === undefined ? 'list' : 'get', group, resource: plural, namespace, name}
    if (!may(user, attributes)) return forbidden(user.name, attributes)
    const resource = resources.find(each => each.group === group && each.version === version && each.plural === plural)
    if (resource === undefined) return noSuchPath
    const asked = {resource, namespace, parameters: query}
    return name === undefined ? this.store.list(asked) : this.store.get(asked, name)
  }
}

const serverFor = ({tls}: FakeOptions, handle: (request: Request, response: Response) => void): Server => {
  if (tls === undefined) return createServer(handle)
  const {cert, key, clientCa} = tls
  const options = {
    cert,
    key,
    ...(clientCa !== undefined && {ca: clientCa, requestCert: true, rejectUnauthorized: false}),
  }
  return tls.http2 === false
    ? createHttpsServer(options, handle)
    : createSecureServer({...options, allowHTTP1: true}, handle)
}

/** A running fake on a free port; stop it with `close`. */
export const startFake = async (options: FakeOptions = {}): Promise<FakeApiServer> => {
  const fake = new FakeApiServer(options, await mkdtemp(join(tmpdir(), 'fake-api-server-')))
  await fake.listen()
  return fake
}
