import {createServer, type Server} from 'node:https'
import type {Csr} from '../../fixtures/make-csr.ts'
import type {Bed} from '../bed/bed.ts'
import type {KubeApi, KubeBody} from '../bed/kube-api.ts'
import {isLoopback} from '../bed/network/resolve-route.ts'
import {kubeletCsr, type Lie, type NodeAddress} from './kubelet-csr.ts'

/** DefaultKubeletServingGetUsages: RSA keys may encipher too. */
const usagesOf = ({key}: Csr): readonly string[] =>
  key.kind.startsWith('RSA')
    ? ['key encipherment', 'digital signature', 'server auth']
    : ['digital signature', 'server auth']

const csrPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

/** A kubelet that runs no pods: it registers its Node, asks for its serving certificate, and serves TLS with it. */
export class PlayedKubelet {
  readonly name: string
  readonly addresses: readonly NodeAddress[]
  /** Of its endpoint, as the Node says. */
  readonly port: number
  /** As the node: `system:node:NAME` in `system:nodes`. */
  readonly api: KubeApi
  readonly #bed: Bed
  readonly #requests = new Map<string, Csr>()
  #server: Server | undefined

  constructor(bed: Bed, node: {name: string; addresses: readonly NodeAddress[]; port: number; api: KubeApi}) {
    this.#bed = bed
    this.name = node.name
    this.addresses = node.addresses
    this.port = node.port
    this.api = node.api
  }

  /** Creates a CertificateSigningRequest as a kubelet would, but for the lie, and returns it. */
  async requestServingCertificate(lie: Lie = {}): Promise<KubeBody> {
    const made = kubeletCsr(this.name, this.addresses, lie)
    const api = lie.byAdmin ? this.#bed.api : this.api
    const created = await api.create(csrPath, {
      ...{apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {generateName: 'csr-'}},
      spec: {
        request: Buffer.from(made.pem).toString('base64'),
        signerName: 'kubernetes.io/kubelet-serving',
        usages: lie.usages ?? usagesOf(made),
        ...(lie.expirationSeconds === undefined ? {} : {expirationSeconds: lie.expirationSeconds}),
      },
    })
    this.#requests.set(created.metadata.name, made)
    return created
  }

  /** Waits for the certificate of a request of its own, and returns it (PEM). */
  async certificate(request: string): Promise<string> {
    const issued = await this.#bed.waitFor(`the certificate of ${request}`, async () => {
      return (await this.#bed.api.get(`${csrPath}/${request}`)).status?.certificate as string | undefined
    })
    return Buffer.from(issued, 'base64').toString()
  }

  /** Serves TLS at its address with what that request brought, or with any other pair, in place of what it served before. */
  async serve(what: string | {readonly pem: string; readonly keyPem: string}): Promise<void> {
    const pair =
      typeof what === 'string'
        ? {pem: await this.certificate(what), keyPem: this.#requests.get(what)?.keyPem ?? ''}
        : what
    await this.close()
    const address = this.addresses.find(one => one.type === 'InternalIP')?.address ?? '127.0.0.1'
    const host = isLoopback(address) ? address : '127.0.0.1'
    const port = isLoopback(address) ? this.port : await this.#bed.ground.ports.next()
    this.#server = createServer({cert: pair.pem, key: pair.keyPem}, (request, response) => {
      const isOpen = request.url === '/healthz'
      response.writeHead(isOpen ? 200 : 401, {'content-type': 'text/plain'}).end(isOpen ? 'ok' : 'Unauthorized')
    })
    this.#server.unref()
    await new Promise<void>((resolve, reject) => {
      this.#server?.once('error', reject).listen({port, host}, resolve)
    })
    if (host !== address) this.#bed.network.addNode(`${address}:${this.port}`, port)
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    server?.closeAllConnections()
    if (server !== undefined) await new Promise(resolve => server.close(resolve))
  }
}
