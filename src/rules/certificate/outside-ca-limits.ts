import {defineRule} from '../../core/doctor/rule.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {limitedChains} from '../../facts/certificate/limited-chains.ts'

export const outsideCaLimits = defineRule({
  id: 'PKI124',
  name: 'certificate/outside-ca-limits',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate is outside of what its CA may sign',
  why: 'A CA certificate may limit for which names it signs (name constraints) and how many CAs stand below it (path length). Issuers sign whatever is asked for, the Certificate becomes Ready, and every client that verifies the chain refuses it.',
  remediation: [
    'Ask for the certificate of an issuer whose CA may sign it, or for other names.',
    'Or make the CA anew without the limit; only the CA above it can do that.',
  ],
  messages: {
    name: 'It {detail}: every client that verifies the chain refuses it',
    length:
      '{authority} allows {most} CAs below itself, and in this chain there are {count}: every client that verifies it refuses it',
  },
  breaks: ['chain'],
  waitsFor: 'chain',
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data:
  tls.crt: "{{base64 cert web signedBy=corp san=www.shop.example}}"
  tls.key: "{{base64 key web}}"
  ca.crt: "{{base64 cert corp ca only=corp.example}}"`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data:
  tls.crt: "{{base64 cert web signedBy=corp san=www.corp.example}}"
  tls.key: "{{base64 key web}}"
  ca.crt: "{{base64 cert corp ca only=corp.example}}"`,
  },

  each: limitedChains,
  *check({secret: {object: at}, tooLong, refusedName}, _, {now}) {
    const path = dataPath(at, 'tls.crt')
    if (tooLong !== undefined) {
      const {authority, most, count} = tooLong
      yield {at, path, problem: 'length', data: {authority: authority.subject.toString(), most, count}}
    }
    const refused = refusedName(now)
    if (refused !== undefined) yield {at, path, problem: 'name', data: {detail: refused.detail}}
  },
})
