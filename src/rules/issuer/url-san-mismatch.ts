import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type CaAddress, caAddresses} from '../../facts/step-ca/ca-addresses.ts'
import {aliasService, certifyStep, type ReachableCa} from '../../facts/step-ca/step-ca-reach.ts'

export const urlSanMismatch = defineRule({
  id: 'PKI206',
  name: 'issuer/url-san-mismatch',
  severity: 'error',
  since: '0.1.0',
  title: "Issuer's URL is not in the certificate of its CA",
  why: 'step-issuer verifies the certificate of step-ca for the host of spec.url, and step-ca refuses tokens for any other host. The status only says `failed initialize provisioner`; the cause stands in the log of step-issuer. An issuer that was ready before stays Ready, and every request fails.',
  remediation: [
    'Use a name in spec.url that the certificate of the CA has, and add a Service under that name where there is none.',
    'Or add the host to `dnsNames` in the ca.json of step-ca and restart it.',
  ],
  messages: {
    stated: 'The certificate of {ca} is for {names}, not for {host}',
    served: '{host} shows a certificate for {names}, not for itself',
  },
  breaks: ['issuer', 'signing'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-step-certificates-config, namespace: ca}
data: {ca.json: '{"dnsNames": ["ca.ca.svc.cluster.local", "127.0.0.1"]}'}
---
apiVersion: v1
kind: Service
metadata: {name: ca, namespace: ca}
spec: {type: ExternalName, externalName: ca-step-certificates.ca.svc.cluster.local}`,
    bad: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca-step-certificates.ca.svc.cluster.local"}`,
    good: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.ca.svc.cluster.local"}`,
  },

  each: caAddresses,
  *check(address) {
    const {issuer, host = '', ca, isCovered, names, isServed} = address
    const at = issuer.object
    const path = ['spec', 'url']
    if (!isCovered.known) yield {at, path, unsure: isCovered.because}
    else if (!isCovered.value) {
      const behind = ca.known && ca.value !== null ? ca.value : undefined
      const data = {host, names: names.join(', ') || 'no name at all', ca: describe(behind)}
      const problem = isServed ? 'served' : 'stated'
      const remedy = remedyFor(address, behind)
      yield {at, path, problem, data, expected: names.join(', '), found: host, remedy}
    }
  },
})

const describe = (behind: ReachableCa | undefined): string =>
  behind === undefined ? 'the CA' : `step-ca (${behind.ca.namespace}/${behind.ca.fullname})`

const remedyFor = (
  {issuer: {object}, host = '', names}: CaAddress,
  behind: ReachableCa | undefined,
): readonly Remedy[] => {
  const use = (name: string, when: string, port = 443): Remedy => {
    const url = `https://${name}${port === 443 ? '' : `:${port}`}`
    return change(object, `Set spec.url to ${url}, ${when}`, {spec: {url}})
  }
  const add =
    behind === undefined ? `have the certificate of the CA made for ${host} too` : certifyStep(behind.ca, host)
  const last = {say: `Or ${add}`}
  const certified = behind?.names ?? []
  const reached = certified.find(({answer}) => answer === 'service')
  if (reached !== undefined) return [use(reached.name, 'which leads to the CA already', reached.port), last]
  const alias = behind === undefined ? undefined : aliasFor(behind)
  if (alias !== undefined) return [alias.step, use(alias.name, 'the name of that Service'), last]
  const other = names.find(name => certified.find(each => each.name === name)?.answer !== 'local')
  if (other === undefined) return [{say: `No other pod can use a name of the certificate: ${add}`}]
  return [use(other, 'if that leads to the CA from inside the cluster'), last]
}

/** A Service that gives the pods of the CA a name that its certificate has. */
const aliasFor = ({ca, names}: ReachableCa): {readonly name: string; readonly step: Remedy} | undefined => {
  const free = names.find(
    ({answer, service}) => (answer === 'none' || answer === 'unknown') && service?.namespace === ca.namespace,
  )
  if (free?.service === undefined) return undefined
  const unless = free.answer === 'unknown' ? ', unless there is one' : ''
  const say = `Add a Service under the name ${free.name}, which the certificate has${unless}`
  return {name: free.name, step: {say, apply: [aliasService(ca, free.service)]}}
}
