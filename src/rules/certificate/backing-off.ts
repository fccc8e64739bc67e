import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Stage} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import type {BackOff} from '../../facts/back-offs.ts'
import type {Certificate} from '../../facts/certificates.ts'
import {issuances} from '../../facts/issuances.ts'

/** A controller that comes a little late is no news. */
const PATIENCE = 5 * 60_000

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
    if (backOff === undefined || certificate.issuing?.status === 'True' || !needsIssuing(certificate, now)) return
    const {stuck, next, useful} = backOff
    const at = certificate.object
    const path = ['status', 'failedIssuanceAttempts']
    const {failedAttempts: attempts} = certificate
    const data = {
      attempts: attempts === 1 ? 'once' : `${attempts} times`,
      why: whyOf(certificate, stuck),
      next: moment(next, now),
      useful: useful === null ? 'never' : moment(useful, now),
      request: `certificaterequest/${stuck?.request.name}`,
    }
    const remedy = renewSteps(at.ref, stuck?.blocksRetry === true ? stuck.request.object.ref : undefined)
    const waitsFor = stageOf(backOff)
    yield {at, path, problem: problemOf(backOff, now), data, remedy, ...(waitsFor !== undefined && {waitsFor})}
  },
})

/** A renewal that was tried too early and failed has done no harm yet. */
const needsIssuing = ({ready, renewalTime}: Certificate, now: Date): boolean =>
  ready?.status !== 'True' || (renewalTime !== undefined && now.getTime() >= renewalTime)

const problemOf = ({next, useful}: BackOff, now: Date): 'waiting' | 'blocked' | 'locked' | 'overdue' => {
  if (useful === null) return 'locked'
  if (now.getTime() > next + PATIENCE) return 'overdue'
  return useful > next ? 'blocked' : 'waiting'
}

const PREFIX = 'The certificate request has failed to complete and will be retried: '
const MOST = 200

/** What the issuer said; a denial has a finding of its own. The condition outlives the request. */
const whyOf = ({issuing}: Certificate, stuck: BackOff['stuck']): string => {
  if (stuck?.how === 'denied') return ''
  const said = (stuck?.message || issuing?.message || '').replace(PREFIX, '').replace(/[.\s]+$/, '')
  return said === '' ? '' : `: ${said.length > MOST ? `${said.slice(0, MOST)}…` : said}`
}

/** A request that stands in the way of the next attempt has a finding of its own, which knows what it waits for. */
const stageOf = ({stuck}: BackOff): Stage | undefined =>
  stuck === undefined ? undefined : stuck.blocksRetry ? 'issuance' : 'signing'

const moment = (time: number, now: Date): string => {
  const wait = time - now.getTime()
  const clock = clockTime(time)
  return wait >= 0 ? `in ${humanDuration(wait)} (${clock})` : `${humanDuration(wait)} ago (${clock})`
}
