import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {aliasService, certifyStep} from '../../facts/step-ca/step-ca-reach.ts'
import {type StepCaUse, stepCaUses} from '../../facts/step-ca/step-ca-uses.ts'

export const stepCaNameMismatch = defineRule({
  id: 'PKI220',
  name: 'issuer/step-ca-name-mismatch',
  severity: 'error',
  since: '0.1.0',
  title: "No Service has the name in step-ca's certificate",
  why: 'The chart calls its Service after the release, `<release>-step-certificates`, and puts `ca.dns` into the certificate as it stands. Where the two differ, no URL of an issuer can work: the name that resolves is not in the certificate, and the name in the certificate does not resolve. `ca.dns` counts only when the bootstrap job runs; a later change does nothing.',
  remediation: [
    'Add a Service under a name that the certificate has.',
    'Before the first installation: leave `ca.dns` empty, or add the name of the Service to it, or set `fullnameOverride`.',
  ],
  messages: {
    missing: 'Its Service is {service}, its certificate is for {names}, and there is no Service {dead}',
    astray: 'Its certificate is for {names}, and Service {dead} selects other pods',
    local: 'Its certificate is for {names} only, so no other pod can reach it',
  },
  breaks: ['issuer'],
  disprovedBy: ['certmanager.step.sm/stepclusterissuers', 'certmanager.step.sm/stepissuers'],
  examples: {
    bad: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values: {ca: {dns: "step-ca.step-ca.svc.cluster.local"}}`,
    good: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: step-ca, namespace: step-ca}
spec:
  chart: {spec: {chart: step-certificates}}
  values: {ca: {dns: "step-ca.step-ca.svc.cluster.local"}, fullnameOverride: step-ca}`,
  },

  each: stepCaUses,
  *check(use) {
    const {ca, names, verdict, dead} = use
    const {object: at, path} = ca.at
    if (!ca.names.known) yield {at, path, unsure: ca.names.because}
    else if (verdict === 'unknown') {
      yield {at, path, unsure: {reason: 'undeclared', detail: 'not all Services were seen'}}
    } else if (verdict !== 'reachable') {
      const data = {
        service: `${ca.namespace}/${ca.fullname}`,
        names: names.map(({name}) => name).join(', '),
        dead: dead?.service === undefined ? '' : `${dead.service.namespace}/${dead.service.name}`,
      }
      const severity = use.isUsedOutside ? {severity: 'warning' as const} : {}
      yield {at, path, problem: verdict, data, ...severity, remedy: remedyFor(use)}
    }
  },
})

const remedyFor = ({ca, dead, verdict}: StepCaUse): readonly Remedy[] => {
  const add = certifyStep(ca, `${ca.fullname}.${ca.namespace}.svc.cluster.local`)
  const last = {say: `Or ${add}`}
  if (dead?.service === undefined) return [{say: `A Service can have none of these names: ${add}`}]
  if (verdict === 'astray')
    return [{say: `Let the selector of Service ${dead.service.name} take the pods of step-ca`}, last]
  return [{say: `Add a Service under the name ${dead.name}`, apply: [aliasService(ca, dead.service)]}, last]
}
