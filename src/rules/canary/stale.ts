import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {canaries} from '../../facts/certificate/canaries.ts'
import {issuerOf} from '../../facts/issuer/issuer-ref.ts'

/** A first issuance takes seconds, an ACME order minutes. */
const PATIENCE = 3_600_000

export const stale = defineRule({
  id: 'PKI702',
  name: 'canary/stale',
  severity: 'error',
  since: '0.1.0',
  title: 'Canary has not been issued for too long',
  why: 'A canary is a Certificate that nobody needs, renewed often to show that its issuer still works. Two renewals of it did not happen: whatever else is due from this issuer will not be renewed either. A Certificate is one by the label or annotation `kubectl-pki/canary: "true"`, or by the name (`canary`, `canary-…`, `…-canary`) where nothing uses its Secret; `"false"` says that it is none.',
  remediation: ['See why its issuer does not issue: the same holds for every other Certificate of it.'],
  messages: {
    stale: 'Issued last {ago} ago, and should be every {period}{issuer}',
    never: 'Never issued in {age}, and should be every {period}{issuer}',
  },
  waitsFor: 'issuance',
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: pki}
spec: {ca: {secretName: ca}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: canary, namespace: pki, creationTimestamp: "{{now -9d}}"}
spec: {secretName: canary-tls, duration: 3h, renewBefore: 1h, dnsNames: [canary.pki.svc], issuerRef: {name: ca}}
status: {notBefore: "{{now -5h}}", notAfter: "{{now -2h}}"}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: canary, namespace: pki, creationTimestamp: "{{now -9d}}"}
spec: {secretName: canary-tls, duration: 3h, renewBefore: 1h, dnsNames: [canary.pki.svc], issuerRef: {name: ca}}
status: {notBefore: "{{now -3h}}", notAfter: "{{now 0h}}"}`,
  },

  each: canaries,
  *check({certificate, period, lastSuccess}, _, {now}) {
    const {object: at, created, namespace, issuer} = certificate
    if (period === undefined) return
    const target = issuerOf(issuer, namespace)
    const data = {period: humanDuration(period), issuer: target === null ? '' : ` by ${kubectlName(target)}`}
    const remedy = [{say: 'See at which step it stands', run: kubectl('describe', at.ref)}]
    const limit = 2 * period
    if (lastSuccess !== undefined) {
      const age = now.getTime() - lastSuccess
      const more = {...data, ago: humanDuration(age)}
      if (age > limit) yield {at, path: ['status', 'notBefore'], problem: 'stale', data: more, remedy}
    } else if (created !== undefined && now.getTime() - created > Math.max(limit, PATIENCE)) {
      const more = {...data, age: humanDuration(now.getTime() - created)}
      yield {at, path: ['status'], problem: 'never', data: more, remedy}
    }
  },
})
