import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {contestedRequests} from '../../facts/issuer/groupless-refs.ts'
import {describeIssuerRef} from '../../facts/issuer/issuer-ref.ts'

export const requestWriteStorm = defineRule({
  id: 'PKI222',
  name: 'issuer/request-write-storm',
  severity: 'error',
  since: '0.1.0',
  title: 'Two controllers write one request in turn',
  why: 'step-issuer answers requests whose issuerRef has no group as if they were its own, and cert-manager does too. While such a request is not signed each undoes what the other wrote, 30 to 60 times a second and without end: load on the API server, and a status that nobody can read. A request that has failed becomes Pending again.',
  remediation: [
    'Set issuerRef.group of the Certificate to cert-manager.io, then delete the request.',
    'Mend what keeps the request from being signed: what is signed at once is not fought over.',
  ],
  messages: {
    storm:
      '{issuer} is asked without a group, and step-issuer and cert-manager both answer, in turn and without end{said}',
  },
  waitsFor: 'answer',
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: step-issuer, namespace: step-issuer-system}
spec: {template: {spec: {containers: [{image: cr.smallstep.com/smallstep/step-issuer:0.12.0}]}}}
status: {availableReplicas: 1}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: corp}}
status: {conditions: [{type: Approved, status: "True"}, {type: Ready, status: "False", reason: Pending, message: "Failed to retrieve StepIssuer resource shop/corp: not found"}]}`,
    good: `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop}
spec: {issuerRef: {name: corp, group: cert-manager.io}}
status: {conditions: [{type: Approved, status: "True"}, {type: Ready, status: "False", reason: Pending, message: "Referenced issuer does not have a Ready status condition"}]}`,
  },

  each: contestedRequests,
  *check({request: {object: at, issuer, ready}}) {
    const said = ready?.message ? `; at this moment it says "${ready.message}"` : ''
    const remedy = [{say: 'Delete the request, once its Certificate names the group', run: kubectl('delete', at.ref)}]
    const data = {issuer: describeIssuerRef(issuer), said}
    yield {at, path: ['spec', 'issuerRef'], problem: 'storm', data, expected: 'a group', found: 'no group', remedy}
  },
})
