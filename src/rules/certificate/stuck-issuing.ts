import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {standstill} from '../../facts/certificate/issuance-gates.ts'
import {stuckIssuances} from '../../facts/certificate/stuck-issuances.ts'
import {readItsLog, standstillData, standstillRemedy} from '../standstills.ts'

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
    unstored:
      'Issuing for {age}: certificaterequest/{request} is answered, and cert-manager does not store it in secret/{secret}: {obstacle}',
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

  each: stuckIssuances,
  *check(stuck, _, {now}) {
    const {issuance, controller} = stuck
    const {object: at, created, issuing, ready} = issuance.certificate
    const path = ['status', 'conditions']
    const start = issuing?.status === 'True' ? (issuing.since ?? created) : created
    const age = now.getTime() - (start ?? now.getTime())
    if (age <= (issuance.isAcme ? PATIENCE_WITH_ACME : PATIENCE)) return
    const said = {age: humanDuration(age)}
    if (issuing === undefined && ready === undefined) {
      const remedy = readItsLog(at.ref, controller)
      yield {at, path: ['status'], problem: 'unseen', data: said, waitsFor: 'issuance', ...(remedy && {remedy})}
    } else if (issuing?.status === 'True') {
      const stop = standstill(issuance)
      const {gate: problem, waitsFor} = stop
      const data = {...said, ...standstillData(stuck, stop)}
      yield {at, path, problem, data, waitsFor, remedy: standstillRemedy(stuck, stop)}
    }
  },
})
