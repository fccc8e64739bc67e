import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import type {Certificate} from '../../facts/certificate/certificates.ts'
import {publicCertificates} from '../../facts/issuer/acme-issuers.ts'

const WEEK = 7 * 24 * 3_600_000
/** Let's Encrypt issues so many certificates for the same names in a week. */
const MOST_A_WEEK = 5
/** One failure happens, and the second comes an hour later. */
const FAILURES = 3

export const acmeProductionLoop = defineRule({
  id: 'PKI213',
  name: 'issuer/acme-production-loop',
  severity: 'warning',
  since: '0.1.0',
  title: "Let's Encrypt is asked again and again",
  why: "Let's Encrypt counts: 5 certificates for the same names in a week, 5 failed validations of a name in an hour, and whoever fails for weeks is paused until a person asks for a release. A Secret that something else overwrites or deletes, and a challenge that can never succeed, use that up in a loop; afterwards the name gets no certificate when it is needed. Its staging server counts far less strictly.",
  remediation: [
    'Find out what makes it ask: what writes the Secret, or why the challenge fails (`kubectl describe` its Order and Challenge).',
    'Let an issuer with the staging server sign until it works.',
  ],
  messages: {
    failing: "{attempts} attempts at Let's Encrypt's production server have failed in a row, the last {ago} ago",
    again:
      "Let's Encrypt's production server has issued {count} certificates for it in {age}: it stops at 5 for the same names in a week",
  },
  waitsFor: 'issuance',
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-v02.api.letsencrypt.org/directory", privateKeySecretRef: {name: account}, solvers: []}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}
status: {failedIssuanceAttempts: 4, lastFailureTime: "{{now -2h}}", conditions: [{type: Ready, status: "False"}]}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}
status: {failedIssuanceAttempts: 1, lastFailureTime: "{{now -2h}}", conditions: [{type: Ready, status: "False"}]}`,
  },

  each: publicCertificates,
  *check(certificate, _, {now}) {
    const {object: at, failedAttempts, lastFailure, created} = certificate
    const time = now.getTime()
    const count = issuedInAWeek(certificate, time)
    const past = lastFailure === undefined ? undefined : time - lastFailure
    if (failedAttempts >= FAILURES && past !== undefined && past < WEEK) {
      const data = {attempts: failedAttempts, ago: humanDuration(past)}
      yield {at, path: ['status', 'failedIssuanceAttempts'], problem: 'failing', data}
    } else if (count >= MOST_A_WEEK) {
      const age = humanDuration(Math.min(WEEK, time - (created ?? time - WEEK)))
      yield {at, path: ['status', 'revision'], problem: 'again', data: {count, age}}
    }
  },
})

/** By the requests that are still there, and by the revision of a Certificate that is younger than that. */
const issuedInAWeek = ({requests, revision = 0, created}: Certificate, now: number): number => {
  const since = now - WEEK
  const recent = requests.filter(request => request.ready?.status === 'True' && (request.created ?? 0) > since).length
  return Math.max(recent, created !== undefined && created > since ? revision : 0)
}
