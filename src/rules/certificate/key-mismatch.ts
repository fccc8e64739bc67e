import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {valueOr} from '../../core/knowing.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {type TlsSecret, tlsSecrets} from '../../facts/certificate/tls-secrets.ts'

export const keyMismatch = defineRule({
  id: 'PKI104',
  name: 'certificate/key-mismatch',
  severity: 'error',
  since: '0.1.0',
  title: 'Private key does not belong to the certificate',
  why: 'Servers do not start with such a pair, or keep the one that they have loaded before; ingress controllers fall back to a certificate of their own. The key is compared with the first certificate of tls.crt only. cert-manager mends a Secret of its own within a second, so with a Certificate behind it something keeps cert-manager from that.',
  remediation: [
    'Put the key and its certificate into the Secret together, the certificate before those that issued it.',
  ],
  messages: {
    other: 'tls.key does not belong to the certificate in tls.crt, {subject}',
    order: 'tls.key belongs to certificate {place} of tls.crt, {subject}, which has to be the first',
  },
  waitsFor: 'issuance',
  disprovedBy: ['cert-manager.io/issuers', 'cert-manager.io/clusterissuers'],
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key old}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key web}}"}`,
  },

  each: tlsSecrets,
  *check(secret) {
    const {object: at, chain, keys, signs} = secret
    const hashes = keys.flatMap(key => ('hash' in key ? [key.hash] : []))
    const [leaf] = chain
    if (leaf === undefined || hashes.length === 0 || signs !== undefined) return
    const place = chain.findIndex(({publicKey}) => hashes.includes(publicKey.hash))
    if (place === 0) return
    const data = {subject: (chain[Math.max(place, 0)] ?? leaf).subject.toString() || 'without a name', place: place + 1}
    const path = dataPath(at, place > 0 ? 'tls.crt' : 'tls.key')
    yield {at, path, problem: place > 0 ? 'order' : 'other', data, ...remedyFor(secret)}
  },
})

const remedyFor = ({maker}: TlsSecret): {remedy?: readonly Remedy[]} => {
  const certificate = valueOr(maker, null)
  return certificate === null ? {} : {remedy: renewSteps(certificate.object.ref)}
}
