import {renewSteps} from '../core/doctor/remedies.ts'
import type {Remedy, Stage} from '../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../core/duration.ts'
import type {ObjectRef} from '../core/kube/ref.ts'
import type {BackOff} from '../facts/certificate/back-offs.ts'
import type {Certificate} from '../facts/certificate/certificates.ts'
import {excerpt} from './excerpt.ts'

/** What rules about a Certificate that backs off say of its attempts, for their messages. */
export const attemptData = (certificate: Certificate, {stuck, next, useful}: BackOff, now: Date) => ({
  attempts: certificate.failedAttempts === 1 ? 'once' : `${certificate.failedAttempts} times`,
  why: whyOf(certificate, stuck),
  next: moment(next, now),
  useful: useful === null ? 'never' : moment(useful, now),
  expiry: moment(certificate.notAfter ?? now.getTime(), now),
  request: `certificaterequest/${stuck?.request.name}`,
})

/** How to have it issued at once. */
export const attemptRemedy = ({object, issuing}: Certificate, {stuck}: BackOff): readonly Remedy[] => [
  ...(AT_ACME.test(stuck?.message || issuing?.message || '') ? [askAcme(object.ref)] : []),
  ...renewSteps(object.ref, stuck?.blocksRetry === true ? stuck.request.object.ref : undefined),
]

/** cert-manager, pkg/controller/certificaterequests/acme: the order's state, and not why. */
const AT_ACME = /order resource "/

const askAcme = ({namespace = '', name}: ObjectRef): Remedy => ({
  say: 'See what the ACME server said',
  run: ['kubectl', 'pki', 'inspect', `certificate/${name}`, '-n', namespace],
})

/**
 * What the last attempt has failed for. A request that stands in the way of the next has a finding of its own, which knows
 * what it waits for.
 */
export const attemptStage = ({stuck}: BackOff): Stage =>
  stuck === undefined || stuck.blocksRetry ? 'issuance' : 'signing'

const PREFIX = 'The certificate request has failed to complete and will be retried: '

/** What the issuer said; a denial has a finding of its own. The condition outlives the request. */
const whyOf = ({issuing}: Certificate, stuck: BackOff['stuck']): string => {
  if (stuck?.how === 'denied') return ''
  const said = excerpt((stuck?.message || issuing?.message || '').replace(PREFIX, ''))
  return said === '' ? '' : `: ${said}`
}

const moment = (time: number, now: Date): string => {
  const wait = time - now.getTime()
  return wait >= 0
    ? `in ${humanDuration(wait)} (${clockTime(time)})`
    : `${humanDuration(wait)} ago (${clockTime(time)})`
}
