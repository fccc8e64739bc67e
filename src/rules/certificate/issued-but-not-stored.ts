import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {unstoredAnswers} from '../../facts/certificate/unstored-answers.ts'

/** cert-manager stores an answer within a second; a restart of its controller takes longer. */
const PATIENCE = 5 * 60_000

export const issuedButNotStored = defineRule({
  id: 'PKI120',
  name: 'certificate/issued-but-not-stored',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate was issued and is stored nowhere',
  why: 'After a denial the first attempt fails on the old request; the one that takes its place is approved and answered, but the attempt is over and its private key is gone. The request says Ready and Issued, and nothing is stored until the next attempt, hours later, asks with a new key.',
  remediation: ['Renew the Certificate: a new attempt makes a new key and replaces the request.'],
  messages: {
    lost: 'certificaterequest/{request} was answered {ago} ago, and its certificate is stored nowhere: the attempt was over, and its key is gone',
  },
  breaks: ['issuance'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: ca}}
status: {certificate: "{{base64 cert web}}", conditions: [{type: Ready, status: "True", reason: Issued, lastTransitionTime: "{{now -20m}}"}]}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 2
  lastFailureTime: "{{now -20m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "False", reason: policy.cert-manager.io}]`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status: {revision: 1, conditions: [{type: Ready, status: "True", reason: Ready}]}`,
  },

  each: unstoredAnswers,
  *check({certificate, request, since, isHarmless, unsure}, _, {now}) {
    const at = certificate.object
    const path = ['status', 'revision']
    const age = now.getTime() - since
    if (age <= PATIENCE) return
    if (unsure !== undefined) return yield {at, path, unsure}
    const data = {request: request.name, ago: humanDuration(age)}
    const rest = {at, path, data, remedy: renewSteps(at.ref)}
    yield {...rest, problem: 'lost', ...(isHarmless(now) && {severity: 'warning'})}
  },
})
