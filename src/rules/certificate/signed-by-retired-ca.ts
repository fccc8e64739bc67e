import {renewTogether} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {isUnderWay} from '../../facts/certificate/issuance-patience.ts'
import {retiredSigners} from '../../facts/certificate/retired-signers.ts'

export const signedByRetiredCa = defineRule({
  id: 'PKI110',
  name: 'certificate/signed-by-retired-ca',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate was signed by a CA that was replaced',
  why: 'When a CA is renewed it gets a new key, unless its Certificate has rotationPolicy Never, and nothing that the old key has signed is issued again: cert-manager does not look at the CA of an issuer, and Ready stays True. Whoever has only the new CA, and everything issued from now on, refuses such a certificate until it is renewed by its own dates.',
  remediation: [
    'Hand out the old CA beside the new one until everything is signed with the new key.',
    'Renew what the old key has signed, a few at a time.',
    'Set privateKey.rotationPolicy of the Certificate of the CA to Never, so that the next renewal keeps the key.',
  ],
  messages: {
    retired: 'It was signed with a key that {issuer} no longer has: who trusts the CA that it has now refuses it',
    overlap:
      'It was signed with a key that {issuer} no longer has; {bundle} still holds the CA of that key, which ends {end}',
  },
  breaks: ['lifetime'],
  waitsFor: 'rotation',
  disprovedBy: [
    'admissionregistration.k8s.io/validatingwebhookconfigurations',
    'admissionregistration.k8s.io/mutatingwebhookconfigurations',
    'apiregistration.k8s.io/apiservices',
  ],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: internal, namespace: shop}
spec: {ca: {secretName: internal-ca}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: internal}}
status: {revision: 1, conditions: [{type: Ready, status: "True", reason: Ready}]}
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/issuer-name: internal, cert-manager.io/issuer-kind: Issuer}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web signedBy=first}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert first ca cn=internal}}"}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert second ca cn=internal}}", tls.key: "{{base64 key second}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert renewed ca cn=internal sameKey=first}}", tls.key: "{{base64 key first}}"}`,
  },

  each: retiredSigners,
  *check(subject, _, {now}) {
    if ('unsure' in subject)
      return yield {at: subject.issuer.object, path: ['spec', 'ca', 'secretName'], unsure: subject.unsure}
    const {certificate, issued, issuer, signer, bundle, together} = subject
    if (issued.leaf.notAfter < now.getTime() || isUnderWay(subject, now)) return
    const left = (signer?.notAfter ?? 0) - now.getTime()
    const data = {
      issuer: kubectlName(issuer.object.ref),
      bundle: bundle === undefined ? '' : kubectlName(bundle.object.ref),
      end: `in ${humanDuration(left)} (${clockTime(signer?.notAfter ?? 0)})`,
    }
    const [first, ...others] = together
    const remedy = renewTogether([first.object.ref, ...others.map(({object}) => object.ref)])
    const rest = {at: certificate.object, path: ['spec', 'issuerRef'], data, remedy}
    if (bundle !== undefined && left > 0) yield {...rest, problem: 'overlap', severity: 'warning'}
    else yield {...rest, problem: 'retired'}
  },
})
