import {known, mapReading, type Reading, unknown} from '../../core/knowing.ts'
import {type KubeObject, list, number, text} from '../../core/kube/object.ts'
import type {Endpoint} from '../../core/kube/snapshot.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {isSelfSigned} from '../../core/x509/path/path.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'

/** What the kubelet of a node shows to whoever dials it. */
export interface KubeletServing {
  readonly node: KubeObject
  readonly endpoint: Endpoint
  /** Leaf first; unknown where it could not be reached. */
  readonly chain: Reading<readonly Certificate[]>
}

const NODES = 'core/nodes'

/** Where each kubelet answers. They are dialled only where that is asked for. */
export const kubeletEndpoints: Fact<readonly Endpoint[]> = {
  name: 'endpoints of kubelets',
  of: [NODES],
  reads: [],
  derive: view => mapReading(view.list(NODES), nodes => nodes.flatMap(node => kubeletEndpoint(node) ?? [])),
}

/** The certificates of all kubelets; unknown as a whole where none was asked, for that takes `--probe`. */
export const kubeletServings: Fact<readonly KubeletServing[]> = {
  name: 'certificates of kubelets',
  of: [NODES],
  reads: [],
  derive: view => {
    const nodes = view.list(NODES)
    if (!nodes.known) return nodes
    const shown = handshakesOf(view)
    const servings = nodes.value.flatMap(node => {
      const endpoint = kubeletEndpoint(node)
      const chain = endpoint === undefined ? undefined : shown.get(`${endpoint.host}:${endpoint.port}`)
      return endpoint === undefined || chain === undefined ? [] : [{node, endpoint, chain}]
    })
    return servings.length === 0 && nodes.value.length > 0 ? NOT_ASKED : known(servings)
  },
}

/** All kubelets as one subject, for what they have in common; none where there is no node. */
export const servingKubelets: Fact<readonly (readonly KubeletServing[])[]> = {
  name: 'kubelets that serve',
  of: kubeletServings.of,
  reads: kubeletServings.reads,
  derive: view => mapReading(view.fact(kubeletServings), all => (all.length === 0 ? [] : [all])),
}

const NOT_ASKED = unknown('not-collected', 'what kubelets serve is seen only with --probe')

const handshakesOf = (view: View): ReadonlyMap<string, KubeletServing['chain']> =>
  new Map(
    view.snapshot.handshakes.map(({endpoint: {host, port}, result}) => [
      `${host}:${port}`,
      mapReading(result, ({chain}) => chain.flatMap(pem => readCertificates(pem).certificates)),
    ]),
  )

/** The CA that a kubelet makes for itself at its start, where it is given no certificate, is called `<node>-ca@<time>`. */
const OWN_CA = /CN=[^,]*-ca@\d+/

/** Whether a kubelet has signed its certificate itself. */
export const isOwnCertificate = (leaf: Certificate): boolean =>
  isSelfSigned(leaf) || OWN_CA.test(leaf.issuer.toString())

/** As the API server prefers it where nothing is said: an address before a name. */
const TYPES = ['InternalIP', 'ExternalIP', 'Hostname', 'InternalDNS']

const PORT = 10_250

/** Where a kubelet answers; undefined where its Node reports no address. */
export const kubeletEndpoint = ({body}: KubeObject): Endpoint | undefined => {
  const addresses = list(body, 'status', 'addresses')
  const [host] = TYPES.flatMap(type => addresses.filter(each => text(each, 'type') === type)).flatMap(
    each => text(each, 'address') || [],
  )
  const port = number(body, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port') || PORT
  return host === undefined ? undefined : {host, port}
}
