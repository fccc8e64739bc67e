import {defineRule} from '../../core/doctor/rule.ts'
import {valueOr} from '../../core/knowing.ts'
import {list} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {servedChains} from '../../facts/certificate/served-chains.ts'
import type {TlsSecret} from '../../facts/certificate/tls-secrets.ts'

export const chainIncomplete = defineRule({
  id: 'PKI105',
  name: 'certificate/chain-incomplete',
  severity: 'warning',
  since: '0.1.0',
  title: 'Chain of certificates is not what clients need',
  why: 'A server sends what stands in tls.crt, in its order, and never ca.crt. Clients have the roots and need the intermediates from the server: browsers and some libraries fetch or remember those that are missing, Go, curl and most others fail. TLS before 1.3 asks for each certificate to be followed by the one that issued it.',
  remediation: [
    'Put into tls.crt the certificate, then the one that issued it, and so on, without the root.',
    'Where an issuer of cert-manager signs with an intermediate, put its chain into tls.crt of the Secret of its CA.',
  ],
  messages: {
    missing: '{below} was issued by {issuer}, an intermediate that tls.crt does not hold',
    alone: '{below} was issued by a public CA, and its intermediate, {issuer}, does not stand in tls.crt',
    misordered: 'In tls.crt {below} is not followed by the certificate that issued it',
    stranger: 'tls.crt holds {issuer}, which has issued none of the others',
    root: 'tls.crt holds the root {issuer}: who trusts it has it, and each handshake carries it in vain',
    unreadable: 'Behind the first certificate, tls.crt has something that cannot be read: {detail}',
  },
  breaks: ['chain'],
  waitsFor: 'chain',
  disprovedBy: ['trust.cert-manager.io/bundles'],
  examples: {
    given: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: pki}
data: {tls.crt: "{{base64 cert issuing ca signedBy=root}}", tls.key: "{{base64 key issuing}}", ca.crt: "{{base64 cert root ca}}"}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web signedBy=issuing}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert root}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 chain web signedBy=issuing}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert root}}"}`,
  },

  each: servedChains,
  *check({secret, leaf, chain, isOrdered, strangers, root, missing, isPublicAlone}) {
    const {object: at, problems} = secret
    const path = dataPath(at, 'tls.crt')
    const name = (certificate: typeof leaf | undefined) => certificate?.subject.toString() || kubectlName(at.ref)
    const below = name(chain.at(-1))
    if (missing !== undefined) yield {at, path, problem: 'missing', data: {below, issuer: name(missing)}}
    else if (isPublicAlone) yield {at, path, problem: 'alone', data: {below, issuer: leaf.issuer.toString()}}
    if (!isOrdered) yield {at, path, problem: 'misordered', data: {below: name(firstOutOfOrder(chain, secret.chain))}}
    const [stranger] = strangers
    if (stranger !== undefined) yield {at, path, problem: 'stranger', data: {issuer: name(stranger)}}
    if (root !== undefined && !isMadeByProgram(secret))
      yield {at, path, problem: 'root', data: {issuer: name(root)}, severity: 'info', breaks: []}
    const unread = problems.find(({line}) => line > 1)
    if (unread !== undefined) yield {at, path, problem: 'unreadable', data: {detail: unread.detail}}
  },
})

/** What an operator has made for an object of its own nobody can change, and it harms nobody. */
const isMadeByProgram = ({object, maker}: TlsSecret): boolean =>
  list(object.body, 'metadata', 'ownerReferences').length > 0 && valueOr(maker, null) === null

/** The last certificate that stands where it belongs. */
const firstOutOfOrder = <T>(chain: readonly T[], stored: readonly T[]): T | undefined =>
  chain.find((each, i) => chain[i + 1] !== undefined && stored[stored.indexOf(each) + 1] !== chain[i + 1])
