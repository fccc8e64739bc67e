import {known, type Reading, unknown} from '../../core/knowing.ts'
import {type KubeObject, list, text, texts} from '../../core/kube/object.ts'
import {type CertificateRequest, readCsr} from '../../core/x509/csr.ts'
import {shownName} from '../../core/x509/name/general-name.ts'
import {ipText, parseIp} from '../../core/x509/name/ip.ts'

/** What a kubelet's request asks for, against what its Node reports. */
export interface AskedNames {
  /** As in the request: `n1`, `10.0.0.1`. */
  readonly names: readonly string[]
  /** What the Node does not report as its name or address, and whatever else no honest kubelet asks for, for people. */
  readonly doubtful: readonly string[]
}

/**
 * Compares a request that `user` made with its Node. The Node's addresses are what the kubelet itself reports, so that they
 * agree proves little; that they do not, much. Unknown where one of the two cannot be read.
 */
export const askedNames = (
  request: KubeObject,
  user: string,
  node: Reading<KubeObject | null>,
): Reading<AskedNames> => {
  const csr = readCsr(decode(text(request.body, 'spec', 'request') ?? ''))
  if (!csr.known) return csr
  if (!node.known) return node
  if (node.value === null) return unknown('undeclared', 'there is no such Node')
  const own = new Set([node.value.ref.name])
  for (const each of list(node.value.body, 'status', 'addresses')) own.add(canonical(text(each, 'address') ?? ''))
  const {sans} = csr.value
  const isOwn = (kind: string, value: string) => (kind === 'dNSName' || kind === 'iPAddress') && own.has(value)
  return known({
    names: sans.map(({value}) => value),
    doubtful: [
      ...sans.filter(({kind, value}) => !isOwn(kind, value)).map(shownName),
      ...oddities(csr.value, user),
      ...texts(request.body, 'spec', 'usages')
        .filter(usage => !USAGES.includes(usage))
        .map(usage => `the usage ${usage}`),
    ],
  })
}

const USAGES = ['digital signature', 'key encipherment', 'server auth']

const subjectsOf = (user: string): readonly string[] => [`CN=${user},O=system:nodes`, `O=system:nodes,CN=${user}`]

/** What the kubelet never gets wrong: it asks in its own name, for its own group, and signs with the key it will use. */
const oddities = ({subject, signatureProblem}: CertificateRequest, user: string): readonly string[] => [
  ...(subjectsOf(user).includes(String(subject)) ? [] : [`the subject ${subject}`]),
  ...(signatureProblem === undefined ? [] : ['a signature that proves nothing']),
]

/** Addresses as the request has them: IPv6 in its shortest form. */
const canonical = (address: string): string => {
  const bytes = parseIp(address)
  return bytes === undefined ? address : ipText(bytes)
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1')
