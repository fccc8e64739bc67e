import type {IncomingMessage, ServerResponse} from 'node:http'
import {Agent, createServer, request as httpsRequest, type Server} from 'node:https'
import path from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {TLSSocket} from 'node:tls'
import type {Bed} from '../bed/bed.ts'
import type {Access} from '../bed/kube-api.ts'
import {writeKubeconfig} from '../bed/kubeconfig.ts'
import {cutAfter} from './cut-after.ts'
import {type FaultAnswer, type Faults, faultJudge, type SeenRequest} from './faults.ts'

const many = (value: unknown): readonly string[] => (value === undefined ? [] : [value].flat().map(String))

/**
 * A reverse proxy in front of the API server. Whoever it serves keeps the identity: a token is passed on, and a client
 * certificate of the cluster's CA becomes the user that the proxy, as the API server's front proxy, speaks for.
 */
export class FaultProxy {
  readonly url: string
  /** Every request since the start or the last `forget`, faults or not. */
  readonly requests: SeenRequest[] = []
  readonly #bed: Bed
  readonly #server: Server
  readonly #asProxy: Agent
  readonly #asIs: Agent
  #faults: Faults = {}
  #judge = faultJudge({})

  private constructor(bed: Bed, server: Server, url: string) {
    this.#bed = bed
    this.#server = server
    this.url = url
    const ca = bed.pki.ca.pem
    const {pem: cert, keyPem: key} = bed.pki.frontProxyClient
    this.#asProxy = new Agent({keepAlive: true, ca, cert, key})
    this.#asIs = new Agent({keepAlive: true, ca})
    server.on('request', (request, response) => void this.#serve(request, response))
  }

  /** Starts one without faults on a port of the bed; it is closed with the bed at the latest. */
  static async start(bed: Bed): Promise<FaultProxy> {
    const {pem: cert, keyPem: key} = bed.pki.loopback()
    const ca = bed.pki.ca.pem
    const server = createServer({cert, key, ca, requestCert: true, rejectUnauthorized: false})
    server.unref()
    const port = await bed.ground.ports.next()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
    const proxy = new FaultProxy(bed, server, `https://127.0.0.1:${port}`)
    bed.defer(() => proxy.close())
    return proxy
  }

  /** Replaces all faults; `seed` decides which requests a share strikes. */
  set(faults: Faults, seed = 1): void {
    this.#faults = faults
    this.#judge = faultJudge(faults, seed)
  }

  forget(): void {
    this.requests.length = 0
  }

  /** The path of a kubeconfig that goes through the proxy; the administrator's identity unless another is given. */
  kubeconfig(access: Access = this.#bed.api.access): string {
    const file = path.join(this.#bed.ground.run, `proxied-${new URL(this.url).port}.conf`)
    return writeKubeconfig(file, {...access, server: this.url})
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
    this.#asProxy.destroy()
    this.#asIs.destroy()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const {'user-agent': userAgent = '', accept = ''} = request.headers
    const {pathname, searchParams: query} = url
    const seen = {method: request.method ?? '', path: pathname, query, userAgent, accept, at: Date.now()}
    this.requests.push(seen)
    const strikes = this.#faults.only?.(seen) ?? true
    const verdict = this.#judge(seen)
    try {
      if (strikes) await this.#faults.before?.(seen)
      if (strikes && this.#faults.delayMilliseconds) await sleep(this.#faults.delayMilliseconds)
      if (verdict === 'pass') this.#passOn(request, response, strikes ? this.#faults.cutAfterBytes : undefined)
      else if (verdict !== 'hang') answer(response, verdict)
    } catch (error) {
      answer(response, {status: 502, headers: {}, body: `the fault proxy: ${error}`})
    }
  }

  #passOn(request: IncomingMessage, response: ServerResponse, cut: number | undefined): void {
    const identity = identityHeaders(request.socket as TLSSocket)
    const agent = identity === undefined ? this.#asIs : this.#asProxy
    const headers = {...request.headers, ...identity}
    const url = new URL(request.url ?? '/', this.#bed.server)
    const upstream = httpsRequest(url, {method: request.method, headers, agent}, from => {
      response.writeHead(from.statusCode ?? 502, from.headers)
      if (cut === undefined) from.pipe(response)
      else cutAfter(from, response, cut)
      from.on('error', () => response.destroy())
    })
    upstream.on('error', () => response.destroy())
    response.on('close', () => upstream.destroy())
    request.pipe(upstream)
  }
}

const answer = (response: ServerResponse, given: FaultAnswer): void => {
  response.writeHead(given.status, given.headers).end(given.body)
}

/** Who a verified client certificate names; undefined for a client without one, which has a token. */
const identityHeaders = (socket: TLSSocket): Record<string, string | string[]> | undefined => {
  if (!socket.authorized) return undefined
  const {subject} = socket.getPeerCertificate()
  if (subject === undefined) return undefined
  return {'x-remote-user': many(subject.CN).join(), 'x-remote-group': [...many(subject.O)]}
}
