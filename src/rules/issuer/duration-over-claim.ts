import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {goDuration} from '../../core/duration.ts'
import {type StepDuration, stepDurations} from '../../facts/step-ca/step-durations.ts'

const PATH = ['spec', 'duration']

export const durationOverClaim = defineRule({
  id: 'PKI211',
  name: 'issuer/duration-over-claim',
  severity: 'error',
  since: '0.1.0',
  title: 'Duration is outside of what step-ca signs for',
  why: 'step-ca signs for 5 minutes to 24 hours, unless the claims of its authority or of the provisioner say otherwise, and it refuses a request for longer instead of shortening it. cert-manager sends the duration of a Certificate as it is; where there is none it sends none, and step-ca takes its own default. A failure of step-issuer has no failureTime: renewed after the mistake is mended, the next attempt may find the old request and fail on it once more.',
  remediation: [
    'Set spec.duration within the claims of the provisioner, or leave it out and take the default of the CA.',
    'Or raise `claims.maxTLSCertDuration` of the provisioner or the authority in the ca.json, and restart step-ca.',
  ],
  messages: {
    over: 'A duration of {duration} is more than the {bound} that provisioner {provisioner} may sign for: step-ca refuses it',
    under:
      'A duration of {duration} is less than the {bound} that provisioner {provisioner} has to sign for: step-ca refuses it',
    said: 'step-ca has refused it: {refusal}',
  },
  breaks: ['signing'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-config, namespace: step-ca}
data: {ca.json: '{"dnsNames": ["ca.corp"], "authority": {"provisioners": [{"type": "JWK", "name": "admin", "key": {"kty": "EC", "kid": "KidOfAdmin"}}]}}'}
---
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.corp", provisioner: {name: admin, kid: KidOfAdmin}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, duration: 2160h, dnsNames: [web.corp], issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, duration: 24h, dnsNames: [web.corp], issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}`,
  },

  each: stepDurations,
  *check(subject) {
    const {object: at, duration, claims, refusal, unsure, link} = subject
    const found = goDuration(duration)
    const provisioner = link.own?.name ?? ''
    if (claims !== undefined && duration > claims.most) {
      const bound = goDuration(claims.most)
      const data = {duration: found, bound, provisioner}
      yield {
        at,
        path: PATH,
        problem: 'over',
        data,
        expected: `at most ${bound}`,
        found,
        remedy: remedyFor(subject, bound),
      }
    } else if (claims !== undefined && duration < claims.least) {
      const bound = goDuration(claims.least)
      const data = {duration: found, bound, provisioner}
      yield {
        at,
        path: PATH,
        problem: 'under',
        data,
        expected: `at least ${bound}`,
        found,
        remedy: remedyFor(subject, bound),
      }
    } else if (refusal !== undefined && claims === undefined) {
      yield {at, path: PATH, problem: 'said', data: {refusal}, found}
    } else if (unsure !== undefined) yield {at, path: PATH, unsure}
  },
})

const remedyFor = ({object, link: {address}}: StepDuration, bound: string): readonly Remedy[] => {
  const where = address.ca.known && address.ca.value !== null ? address.ca.value.ca : undefined
  const place = where === undefined ? 'its ca.json' : `the ca.json of ${where.namespace}/${where.fullname}`
  const raise = {say: `Or allow more in ${place} (claims of the provisioner), and restart step-ca`}
  if (object.ref.kind === 'cert-manager.io/certificaterequests')
    return [{say: `Make the request anew with spec.duration: ${bound}; a request cannot be changed`}, raise]
  return [change(object, `Set its spec.duration to ${bound}`, {spec: {duration: bound}}), raise]
}
