import {kubectl, renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {type IssuedCertificate, issuedCertificates} from '../../facts/certificate/issued-certificates.ts'
import {secretUsers} from '../../facts/consumer/secret-users.ts'

export const expired = defineRule({
  id: 'PKI101',
  name: 'certificate/expired',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate has expired',
  why: 'Clients refuse it from that second on. The condition Ready of a Certificate has no timer: it stays True, with the message that the certificate has not expired, until some event makes cert-manager look again, ten hours later at the latest.',
  remediation: [
    'Renew it: see first why that has not happened by itself.',
    'Delete it where nothing uses it any more.',
  ],
  messages: {
    managed: 'Expired {ago} ago ({when}), and certificate/{certificate} has not been renewed',
    issued: 'What was issued last, certificaterequest/{request}, expired {ago} ago ({when})',
    used: 'Expired {ago} ago ({when}), and is used by {user}{renewer}',
    unused: 'Expired {ago} ago ({when}); nothing that was read names it{renewer}',
  },
  waitsFor: 'issuance',
  disprovedBy: ['cert-manager.io/issuers', 'cert-manager.io/clusterissuers'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status: {conditions: [{type: Ready, status: "True", reason: Ready, message: Certificate is up to date and has not expired}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web notBefore=-90d notAfter=-3m}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web notBefore=-89d notAfter=+1d}}", tls.key: "{{base64 key web}}"}`,
  },

  each: issuedCertificates,
  needs: {users: secretUsers},
  *check(issued, {users}, {now}) {
    const {leaf, secret, certificate, request, maker, signs} = issued
    const past = now.getTime() - leaf.notAfter
    if (past <= 0 || signs !== undefined) return
    const data = {ago: humanDuration(past), when: clockTime(leaf.notAfter)}
    if (certificate !== undefined) {
      const remedy = renewSteps(certificate.object.ref)
      const more = {...data, certificate: certificate.name, request: request?.name ?? ''}
      if (secret !== undefined)
        yield {at: secret, path: dataPath(secret, 'tls.crt'), problem: 'managed', data: more, remedy}
      else yield {at: certificate.object, path: ['status', 'notAfter'], problem: 'issued', data: more, remedy}
    } else if (secret !== undefined) {
      const path = dataPath(secret, 'tls.crt')
      const [user] = users.of(secret.ref)
      const renewer = maker.known ? ', and no Certificate renews it' : ''
      if (user === undefined) {
        yield {
          at: secret,
          path,
          problem: 'unused',
          data: {...data, renewer},
          severity: 'warning',
          remedy: replace(issued),
        }
      } else {
        const more = {...data, renewer, user: kubectlName(user.ref)}
        yield {at: secret, path, problem: 'used', data: more, remedy: replace(issued)}
      }
    }
  },
})

const REPLACE: Remedy = {say: 'Put a new certificate in its place, or let a Certificate of cert-manager make it'}

const replace = ({secret}: IssuedCertificate): readonly Remedy[] => [
  REPLACE,
  ...(secret === undefined ? [] : [deletion(secret)]),
]

const deletion = ({ref, origin}: KubeObject): Remedy => {
  const say = 'Or delete it, where nothing uses it any more'
  return origin.from === 'file' ? {say} : {say, run: kubectl('delete', ref)}
}
