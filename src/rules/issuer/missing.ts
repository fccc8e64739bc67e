import {defineRule} from '../../core/doctor/rule.ts'
import {missingIssuers} from '../../facts/issuer/missing-issuers.ts'
import {meantInstead, missingIssuerData} from '../missing-issuer.ts'

export const missingIssuer = defineRule({
  id: 'PKI202',
  name: 'issuer/missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Issuer does not exist',
  why: 'cert-manager accepts a Certificate whose issuer is not there, and waits for it without an end and without a failure. An Issuer is looked for in the namespace of the Certificate only; what all namespaces use has to be a ClusterIssuer, and `kind` left out means Issuer.',
  remediation: ['Correct spec.issuerRef (name, kind and group), or create the issuer.'],
  messages: {
    missing: 'There is no {issuer}, but {askers}',
    namesake: '{namesake} is there, {issuer} is not, but {askers}',
    unserved: 'The API server does not know {kind}, but {askers}',
    undefined: 'The API server knows no kind {kind} of group {group}, but {askers}',
  },
  breaks: ['signing'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {selfSigned: {}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: internal}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: internal, kind: ClusterIssuer}}`,
  },

  each: missingIssuers,
  *check(found) {
    const {object: at, askers: concerns, meant, isUnserved, isUndefined, unsure} = found
    const data = missingIssuerData(found)
    const remedy = meantInstead(found)
    const rest = {at, path: [], data, concerns, ...(remedy.length > 0 && {remedy})}
    if (unsure !== undefined) yield {at, path: [], unsure}
    // Nobody can approve a request for a kind that is not there.
    else if (isUndefined) yield {...rest, problem: 'undefined', breaks: ['approver', 'approval', 'signing']}
    else if (isUnserved) yield {at, path: [], data, concerns, problem: 'unserved', waitsFor: 'admission'}
    else yield {...rest, problem: meant === undefined ? 'missing' : 'namesake'}
  },
})
