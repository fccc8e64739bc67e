import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type GrouplessRef, grouplessRefs} from '../../facts/issuer/groupless-refs.ts'

export const groupOmitted = defineRule({
  id: 'PKI212',
  name: 'issuer/group-omitted',
  severity: 'error',
  since: '0.1.0',
  title: 'Reference to an issuer leaves its group out',
  why: "Without a group cert-manager's own is meant, and its webhook refuses any kind but Issuer and ClusterIssuer there. Beside step-issuer an omitted group is no matter of taste: step-issuer takes such requests for its own too, and as long as one is not signed both controllers write its status in turn, dozens of times a second.",
  remediation: ['Write the group into the reference: `cert-manager.io`, or that of the kind.'],
  messages: {
    foreign: 'It names {issuer} without the group of that kind: cert-manager refuses it',
    shared: 'It names {issuer} without a group: step-issuer takes its requests as well as cert-manager',
  },
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: step-ca, kind: StepClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}`,
  },

  each: grouplessRefs,
  *check(reference) {
    const {object: at, issuer, path, isForeign, besideStep} = reference
    const data = {issuer: `${issuer.kind}/${issuer.name}`}
    const rest = {at, path, data, remedy: [remedyFor(reference)]}
    const isStep = issuer.kind.startsWith('Step')
    if (isForeign) {
      const severity = isStep || (besideStep.known && besideStep.value) ? {} : {severity: 'warning' as const}
      yield {...rest, problem: 'foreign', breaks: ['issuance'], ...severity}
    } else if (!besideStep.known) {
      if (besideStep.because.reason !== 'undeclared') yield {at, path, unsure: besideStep.because}
    } else if (besideStep.value) yield {...rest, problem: 'shared', breaks: ['answer']}
  },
})

const remedyFor = ({object, issuer, isForeign}: GrouplessRef): Remedy => {
  const isStep = issuer.kind.startsWith('Step')
  const group = isForeign ? (isStep ? 'certmanager.step.sm' : undefined) : 'cert-manager.io'
  if (group === undefined) return {say: `Add the API group of ${issuer.kind} to the reference`}
  if (object.ref.kind === 'cert-manager.io/certificaterequests')
    return {say: `Make the request anew with issuerRef.group: ${group}; a request cannot be changed`}
  if (object.ref.kind !== 'cert-manager.io/certificates') {
    const name = 'cert-manager.io/issuer-group'
    return change(object, `Add the annotation ${name}: ${group}`, {metadata: {annotations: {[name]: group}}})
  }
  const say = `Set spec.issuerRef.group: ${group}; cert-manager then issues it once more`
  return change(object, say, {spec: {issuerRef: {group}}})
}
