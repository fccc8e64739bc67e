import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {type CertificateRequest, certificateRequests} from '../../facts/certificate/certificate-requests.ts'

/** Approving and signing take well under a second each; a controller that restarts takes longer. */
const PATIENCE = 2 * 60_000
/** An ACME order waits for DNS, and for somebody else's servers. */
const PATIENCE_WITH_ACME = 15 * 60_000

export const requestWaiting = defineRule({
  id: 'PKI312',
  name: 'approval/request-waiting',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificate request waits',
  why: 'cert-manager has no timeout: a request that nobody approves or signs keeps its Certificate waiting for ever, without a failure and without a retry.',
  remediation: [
    'Look at the finding that it hangs on. If there is none, read its events, and the logs of the approver and the issuer.',
  ],
  messages: {
    undecided: 'Waiting {age}, nobody has decided',
    unsigned: 'Approved, but not signed for {age}: {state}',
  },
  breaks: ['approval', 'signing'],
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {issuerRef: {name: ca, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -10m}}"}
spec: {issuerRef: {name: ca, kind: ClusterIssuer}}
status:
  conditions:
  - {type: Approved, status: "True", reason: cert-manager.io, lastTransitionTime: "{{now -10m}}"}
  - {type: Ready, status: "True", reason: Issued, lastTransitionTime: "{{now -10m}}"}`,
  },

  each: certificateRequests,
  *check(request, _, {now}) {
    const at = request.object
    const age = now.getTime() - (request.approved?.since ?? request.created ?? now.getTime())
    if (age < (isOrdered(request) ? PATIENCE_WITH_ACME : PATIENCE) || isOver(request)) return
    const data = {age: humanDuration(age)}
    const path = ['status', 'conditions']
    const remedy = [{say: 'Read its events, and the logs of whoever has to act', run: kubectl('describe', at.ref)}]
    if (request.decision === 'none') yield {at, path, problem: 'undecided', data, remedy, waitsFor: 'approval'}
    else yield {at, path, problem: 'unsigned', data: {...data, state: stateOf(request)}, remedy, waitsFor: 'signing'}
  },
})

/** cert-manager says so itself: `Waiting on certificate issuance from order shop/web-1`. */
const isOrdered = ({ready}: CertificateRequest): boolean => ready?.message.includes('from order ') === true

/** Denied, issued and failed requests wait for nothing: cert-manager has already drawn its conclusion. */
const isOver = ({decision, ready}: CertificateRequest): boolean =>
  decision === 'denied' || ready?.status === 'True' || ready?.reason === 'Failed' || ready?.reason === 'Denied'

const stateOf = ({ready}: CertificateRequest): string => ready?.message || 'the issuer has said nothing'
