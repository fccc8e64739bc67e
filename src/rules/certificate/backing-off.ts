import {defineRule} from '../../core/doctor/rule.ts'
import {type BackOff, expiresFirst, isAttemptOverdue, isBackingOff} from '../../facts/certificate/back-offs.ts'
import {issuances} from '../../facts/certificate/issuances.ts'
import {attemptData, attemptRemedy, attemptStage} from '../failed-attempts.ts'

export const backingOff = defineRule({
  id: 'PKI112',
  name: 'certificate/backing-off',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificate waits after a failed issuance',
  why: 'After a failure cert-manager waits 1, 2, 4 … up to 32 hours, whatever is mended in the meantime: neither the policy nor the issuer nor deleting the request wakes it. Where the failed request was denied, or failed by step-issuer, the next attempt finds it and fails on it once more.',
  remediation: ['Mend the cause, delete the failed request, then renew the Certificate.'],
  messages: {
    waiting: 'Failed {attempts}{why}; the next attempt is {next}',
    blocked:
      'Failed {attempts}{why}; the next attempt, {next}, fails on {request} again, so the first that can succeed is {useful}',
    locked: 'Failed {attempts}{why}; every attempt keeps the key, finds {request} and fails, until that is deleted',
    overdue: 'Failed {attempts}{why}; the next attempt was due {next}, and cert-manager has not made it',
  },
  breaks: ['issuance'],
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 2
  lastFailureTime: "{{now -10m}}"
  conditions: [{type: Ready, status: "False", reason: DoesNotExist}, {type: Issuing, status: "False", reason: Failed}]`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  renewalTime: "{{now 20d}}"
  notAfter: "{{now 50d}}"
  conditions: [{type: Ready, status: "True", reason: Ready}, {type: Issuing, status: "False", reason: Failed}]`,
  },

  each: issuances,
  *check({certificate, backOff}, _, {now}) {
    if (backOff === undefined || !isBackingOff(certificate, now) || expiresFirst(certificate, backOff, now)) return
    const path = ['status', 'failedIssuanceAttempts']
    const remedy = attemptRemedy(certificate, backOff)
    const data = attemptData(certificate, backOff, now)
    yield {
      at: certificate.object,
      path,
      problem: problemOf(backOff, now),
      data,
      remedy,
      waitsFor: attemptStage(backOff),
    }
  },
})

const problemOf = (backOff: BackOff, now: Date): 'waiting' | 'blocked' | 'locked' | 'overdue' => {
  if (backOff.useful === null) return 'locked'
  if (isAttemptOverdue(backOff, now)) return 'overdue'
  return backOff.useful > backOff.next ? 'blocked' : 'waiting'
}
