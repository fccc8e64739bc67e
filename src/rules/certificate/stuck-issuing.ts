import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {type Standstill, standstill} from '../../facts/certificate/issuance-gates.ts'
import {type Issuance, issuances} from '../../facts/certificate/issuances.ts'

/** Making, approving and signing a request takes seconds; controllers that restart take longer, ACME orders wait for DNS. */
const PATIENCE = 5 * 60_000
const PATIENCE_WITH_ACME = 15 * 60_000

export const stuckIssuing = defineRule({
  id: 'PKI114',
  name: 'certificate/stuck-issuing',
  severity: 'error',
  since: '0.1.0',
  title: 'Issuance stands still',
  why: 'cert-manager has no timeout: an issuance that has begun waits for its request for ever, without a failure, without a retry, and through renewals, until the old certificate has expired.',
  remediation: [
    'Look at the gate that it waits at: the finding that it hangs on, the request, the log of the controller.',
  ],
  messages: {
    unseen: 'cert-manager has said nothing about it for {age}',
    blind: 'Issuing for {age}; where it waits is not known, for its requests could not be read',
    unrequested: 'Issuing for {age}, and no request was made: {why}',
    several: 'Issuing for {age}: {count} requests stand for revision {revision}, and cert-manager takes none of them',
    undecided: 'Issuing for {age}: nobody has approved or denied certificaterequest/{request}',
    unsigned: 'Issuing for {age}: certificaterequest/{request} is approved, and the issuer has said nothing',
    pending: 'Issuing for {age}: the issuer keeps certificaterequest/{request} pending: {said}',
    ended: 'Issuing for {age}: certificaterequest/{request} is over, and cert-manager has not taken it up',
  },
  breaks: ['issuance'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: ca}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status: {conditions: [{type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -10m}}"}]}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -1m}}"}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status: {conditions: [{type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -1m}}"}]}`,
  },

  each: issuances,
  *check(issuance, _, {now}) {
    const {object: at, created, issuing, ready} = issuance.certificate
    const path = ['status', 'conditions']
    const start = issuing?.status === 'True' ? (issuing.since ?? created) : created
    const age = now.getTime() - (start ?? now.getTime())
    if (age <= (issuance.isAcme ? PATIENCE_WITH_ACME : PATIENCE)) return
    const said = {age: humanDuration(age)}
    if (issuing === undefined && ready === undefined) {
      yield {at, path: ['status'], problem: 'unseen', data: said, waitsFor: 'issuance'}
    } else if (issuing?.status === 'True') {
      const stop = standstill(issuance)
      const {gate: problem, waitsFor} = stop
      yield {at, path, problem, data: {...said, ...dataOf(issuance, stop)}, waitsFor, remedy: remedyFor(issuance, stop)}
    }
  },
})

const dataOf = ({certificate, requests, warning}: Issuance, {request}: Standstill) => ({
  request: request?.name ?? '',
  said: request?.ready?.message || request?.ready?.reason || 'without a message',
  count: requests?.length ?? 0,
  revision: (certificate.revision ?? 0) + 1,
  why: warning ?? unencodable(certificate.dnsNames) ?? 'the log of cert-manager says why',
})

/** Such a name fits into no request (IA5String), and up to 1.21 only the log says so. */
const unencodable = (names: readonly string[]): string | undefined => {
  const name = names.find(each => /[^\x20-\x7e]/.test(each))
  return name === undefined ? undefined : `${name} is not ASCII`
}

const remedyFor = ({certificate: {object}, requests}: Issuance, {gate, request}: Standstill): readonly Remedy[] => {
  if (gate === 'several') {
    return (requests ?? [])
      .slice(1)
      .map(each => ({say: 'Leave only one request', run: kubectl('delete', each.object.ref)}))
  }
  const look = request?.object.ref ?? object.ref
  return [{say: 'See what its controllers have said', run: kubectl('describe', look)}]
}
