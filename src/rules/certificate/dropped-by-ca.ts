import {defineRule} from '../../core/doctor/rule.ts'
import {askedFor} from '../../facts/certificate/asked-for.ts'
import {isUnderWay} from '../../facts/certificate/issuance-patience.ts'
import {describeIssuerRef} from '../../facts/issuer/issuer-ref.ts'

export const droppedByCa = defineRule({
  id: 'PKI113',
  name: 'certificate/dropped-by-ca',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificate lacks what was asked for',
  why: 'A CA signs what its own rules say, and cert-manager does not compare: Ready stays True. step-ca takes the common name and the SANs of a request and, unless its provisioner has a template, nothing else: organizations, usages, isCA and the rest of the subject are left out. Public CAs leave out the client usage and every field of the subject.',
  remediation: [
    'Ask the CA to give it: for step-ca by a template of the provisioner (options.x509.template).',
    'Or take it out of the Certificate, where nothing depends on it.',
  ],
  messages: {
    dropped: '{issuer} has left out {fields}',
    changed:
      'Its certificate lacks {fields}: {issuer} has left it out, or it was asked for afterwards, which cert-manager does not notice once the request is gone',
  },
  disprovedBy: ['cert-manager.io/clusterissuers', 'cert-manager.io/issuers'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, subject: {organizations: [Shop]}, usages: [client auth], issuerRef: {name: ca, kind: StepIssuer, group: certmanager.step.sm}}
status: {revision: 1, conditions: [{type: Ready, status: "True", reason: Ready}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web o=Shop}}", tls.key: "{{base64 key web}}"}`,
  },

  each: askedFor,
  *check(asked, _, {now}) {
    const {certificate, dropped, unsure, isSameRequest} = asked
    const {object: at, isCa} = certificate
    const [first] = dropped
    // What may have been asked for since, and could not be issued, nobody has left out.
    const isAskedSince = certificate.ready?.status === 'False' || certificate.failedAttempts > 0
    if (first === undefined || isAskedSince || isUnderWay(asked.issued, now)) return
    if (unsure !== undefined) return yield {at, path: first.path, unsure}
    const data = {issuer: describeIssuerRef(certificate.issuer), fields: dropped.map(({what}) => what).join(', ')}
    const breaks = isCa && dropped.some(({what}) => what === 'isCA') ? (['issuer'] as const) : []
    yield {at, path: first.path, problem: isSameRequest ? 'dropped' : 'changed', data, breaks}
  },
})
