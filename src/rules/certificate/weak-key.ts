import {defineRule} from '../../core/doctor/rule.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {isLikelySelfSigned} from '../../core/x509/path/likely-issuer.ts'
import {type IssuedCertificate, issuedCertificates} from '../../facts/certificate/issued-certificates.ts'

export const weakKey = defineRule({
  id: 'PKI108',
  name: 'certificate/weak-key',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificate has a weak key or signature',
  why: 'TLS libraries drop what is weak one after the other, and a certificate that worked is refused after an update of the client: Go no longer verifies SHA-1, newer OpenSSL refuses RSA keys below 2048 bits. cert-manager makes no such keys, so they come from elsewhere or from the CA.',
  remediation: [
    'Make a new key, ECDSA P-256 or RSA with 2048 bits or more, and have it signed with SHA-256.',
    'Where the CA signs with SHA-1 or MD5, change its signature algorithm or the CA.',
  ],
  messages: {
    short: 'Its key is {key}; less than 2048 bits are refused by public CAs and newer TLS libraries',
    kind: 'Its key is {key}, which TLS does not use any more',
    signature: 'It is signed with {algorithm}, which Go programs and browsers do not verify',
  },
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web key=RSA-1024}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web key=RSA-2048}}", tls.key: "{{base64 key web}}"}`,
  },

  each: issuedCertificates,
  *check({leaf, certificate, secret}) {
    const at = certificate?.object ?? secret
    if (at === undefined) return
    const isStored = certificate === undefined && secret !== undefined
    const path = isStored ? dataPath(secret, 'tls.crt') : ['spec', 'privateKey']
    const key = leaf.publicKey.toString()
    const weakness = weaknessOf(leaf)
    if (weakness !== undefined) yield {at, path, problem: weakness, data: {key}}
    const {status, name: algorithm} = leaf.signatureAlgorithm
    if (status === 'broken' && !isLikelySelfSigned(leaf)) {
      yield {at, path: isStored ? path : ['spec', 'issuerRef'], problem: 'signature', data: {algorithm}}
    }
  },
})

const weaknessOf = ({publicKey}: IssuedCertificate['leaf']): 'short' | 'kind' | undefined => {
  const {algorithm, bits} = publicKey
  if (algorithm === 'DSA' || publicKey.curve === 'P-224') return 'kind'
  return algorithm === 'RSA' && bits < 2048 ? 'short' : undefined
}
