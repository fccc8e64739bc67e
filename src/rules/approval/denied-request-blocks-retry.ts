import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {stuckRequests} from '../../facts/approval/stuck-requests.ts'
import {excerpt} from '../excerpt.ts'

export const deniedRequestBlocksRetry = defineRule({
  id: 'PKI309',
  name: 'approval/denied-request-blocks-retry',
  severity: 'error',
  since: '0.1.0',
  title: 'Old request makes the next attempt fail too',
  why: 'When its back-off is over, cert-manager looks at the request of the next revision before it makes a new one. A Denied request, or one that step-issuer failed, is still there: the attempt fails on the old message at once, whatever was mended since, and the wait doubles.',
  remediation: ['Delete the request, then renew the Certificate.'],
  messages: {
    denied:
      'It was denied{why}: the next attempt of certificate/{certificate} finds it and fails, although the cause may be mended',
    failed:
      'It has failed without a failureTime{why}: the next attempt of certificate/{certificate} finds it and fails, although the cause may be mended',
  },
  breaks: ['issuance'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}]`,
    bad: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: ca}}
status: {conditions: [{type: Denied, status: "True", reason: policy.cert-manager.io, message: No policy approved this request}], failureTime: "{{now -10m}}"}`,
    good: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: ca}}
status: {conditions: [{type: Ready, status: "False", reason: Failed}], failureTime: "{{now -10m}}"}`,
  },

  each: stuckRequests,
  *check({request: {object: at}, how, message, certificate, blocksRetry}) {
    if (!blocksRetry || certificate === undefined || certificate.failedAttempts === 0) return
    const path = ['status', 'conditions']
    const waitsFor = how === 'denied' ? 'approval' : 'signing'
    const remedy = renewSteps(certificate.object.ref, at.ref)
    yield {at, path, problem: how, data: {certificate: certificate.name, why: whyOf(message)}, waitsFor, remedy}
  },
})

/** What whoever ended it has said, in brackets: the next attempt will show the same. */
const whyOf = (message: string): string => {
  const said = excerpt(message)
  return said === '' ? '' : ` ("${said}")`
}
