import {defineRule} from '../../core/doctor/rule.ts'
import {expiresFirst, isBackingOff} from '../../facts/certificate/back-offs.ts'
import {issuances} from '../../facts/certificate/issuances.ts'
import {attemptData, attemptRemedy, attemptStage} from '../failed-attempts.ts'

export const expiresBeforeRetry = defineRule({
  id: 'PKI102',
  name: 'certificate/expires-before-retry',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate expires before the next attempt',
  why: 'After a failure cert-manager waits 1, 2, 4 … up to 32 hours without a look at what is left of the certificate: two minutes of a CA that is down at the time of the renewal can leave it expired for an hour. Mending the cause does not shorten the wait.',
  remediation: ['Mend the cause, delete the failed request, then renew the Certificate before it expires.'],
  messages: {
    late: 'It expires {expiry}, before the next attempt, {next}; it has failed {attempts}{why}',
    blocked:
      'It expires {expiry}; it has failed {attempts}{why}, the next attempt, {next}, fails on {request} again, and the first that can succeed is {useful}',
    never: 'It expires {expiry}, and each attempt finds {request} and fails, until that is deleted{why}',
  },
  breaks: ['issuance'],
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  renewalTime: "{{now -10m}}"
  notAfter: "{{now 20m}}"
  conditions: [{type: Ready, status: "True", reason: Ready}, {type: Issuing, status: "False", reason: Failed}]`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  renewalTime: "{{now -10m}}"
  notAfter: "{{now 8h}}"
  conditions: [{type: Ready, status: "True", reason: Ready}, {type: Issuing, status: "False", reason: Failed}]`,
  },

  each: issuances,
  *check({certificate, backOff}, _, {now}) {
    if (backOff === undefined || !isBackingOff(certificate, now) || !expiresFirst(certificate, backOff, now)) return
    const {useful, next} = backOff
    const problem = useful === null ? 'never' : next > (certificate.notAfter ?? 0) ? 'late' : 'blocked'
    const data = attemptData(certificate, backOff, now)
    const remedy = attemptRemedy(certificate, backOff)
    yield {at: certificate.object, path: ['status', 'notAfter'], problem, data, remedy, waitsFor: attemptStage(backOff)}
  },
})
