import type {Remedy} from '../doctor/rule.ts'

/** Why kubelet-csr-approver denied a request, without the sentence that it puts before it, and what helps. */
export interface Denial {
  /** For people, and the same for all requests that are denied for the same reason. */
  readonly reason: string
  readonly remedy: readonly Remedy[]
}

/** By a piece of its text, which has typing errors of its own (kubelet-csr-approver internal/controller/csr_controller.go). */
const REASONS: readonly (readonly [piece: string, reason: string, say: string])[] = [
  [
    'contains more DNS names than allowed',
    'it has more DNS names than kubelet-csr-approver allows',
    'Let kubelet-csr-approver allow as many DNS names as a node has: --allowed-dns-names',
  ],
  [
    'is not prefixed by the node name',
    'a DNS name does not begin with the name of the node',
    'Give the nodes names that their DNS names begin with, or start kubelet-csr-approver with --bypass-hostname-check',
  ],
  [
    'is not allowed by the Cloud provider regex',
    'a DNS name does not match --provider-regex',
    'Let --provider-regex of kubelet-csr-approver match the names of the nodes',
  ],
  [
    'could not be resolved',
    'kubelet-csr-approver cannot resolve a DNS name',
    'Put the names of the nodes into the DNS that kubelet-csr-approver asks, or start it with --bypass-dns-resolution',
  ],
  [
    'is not contained in the set of resolved IP addresses',
    'an address is not among those that the DNS names resolve to',
    'Let DNS resolve the names of the nodes to all of their addresses, IPv6 too, or start kubelet-csr-approver with --bypass-dns-resolution',
  ],
  [
    'whitelisted IP',
    'a DNS name resolves to an address outside of --provider-ip-prefixes',
    'Let --provider-ip-prefixes of kubelet-csr-approver hold the networks of the nodes',
  ],
  [
    'of the allowed IP Prefixes',
    'an address is outside of --provider-ip-prefixes',
    'Let --provider-ip-prefixes of kubelet-csr-approver hold the networks of the nodes',
  ],
  [
    'longer than the maximum allowed expiration',
    'it asks for a longer life than --max-expiration-sec',
    'Raise --max-expiration-sec of kubelet-csr-approver to what the kubelets ask for',
  ],
  [
    'neither an IP address nor a DNS name',
    'it names neither an address nor a DNS name',
    'See why the Node reports no address: a cloud controller may not have set it yet',
  ],
  [
    'does not match the parsed x509 certificate request commonname',
    'it was made for another node than the one that asks',
    'Find out who made it before anything else: a kubelet asks in its own name only',
  ],
  [
    'is not prefixed with system:node:',
    'it was not made by a kubelet',
    'Find out who made it before anything else: only kubelets ask for such certificates',
  ],
]

/** The denial that a Denied condition tells of. @param reason,message of the condition */
export const denialOf = ({reason, message}: {readonly reason: string; readonly message: string}): Denial => {
  if (reason === 'KubectlDeny') return {reason: 'somebody has denied it by hand', remedy: BY_HAND}
  const found = REASONS.find(([piece]) => message.includes(piece))
  if (found !== undefined) return {reason: found[1], remedy: [{say: found[2]}]}
  const said = message.replace(/^.*\bReason: /s, '').replace(/\.$/, '')
  return {reason: (said || reason || 'no reason is given').slice(0, 300), remedy: []}
}

const BY_HAND: readonly Remedy[] = [
  {say: 'Find out why it was denied; the kubelet asks again by itself, with the same names'},
]
