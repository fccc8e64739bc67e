import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {StepAuthority} from '../../facts/step-ca/step-ca-config.ts'
import {type IssuerProvisioner, issuerProvisioners} from '../../facts/step-ca/step-provisioners.ts'

const NAME = ['spec', 'provisioner', 'name']
const KID = ['spec', 'provisioner', 'kid']

export const provisionerMismatch = defineRule({
  id: 'PKI208',
  name: 'issuer/provisioner-mismatch',
  severity: 'error',
  since: '0.1.0',
  title: 'CA has no such provisioner',
  why: 'step-issuer fetches the key of its provisioner by the kid alone and never looks at the name: with a wrong kid it says only `failed initialize provisioner`, with a wrong name the issuer is Ready and step-ca refuses every token. It also refuses tokens whose audience, the host of spec.url, is not to the letter among its dnsNames. Either way the request says `lacked necessary authorization`, and only the log of step-ca says why.',
  remediation: [
    'Take name and kid from the ca.json of step-ca, or from `step ca provisioner list`.',
    'Write the host of spec.url as dnsNames has it. A CA that was initialised again has another kid.',
  ],
  messages: {
    kid: 'step-ca has no provisioner with the kid {kid}: it has {known}',
    name: 'The provisioner with this kid is called {actual}, not {name}: the issuer becomes Ready, and every request is refused',
    host: '{host} is written {actual} in the dnsNames of step-ca, which compares to the letter: every request is refused',
    refused: 'step-ca refuses its tokens: certificaterequest/{request} failed with `{refusal}`',
  },
  disprovedBy: ['core/configmaps'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-config, namespace: step-ca}
data: {ca.json: '{"dnsNames": ["ca.corp"], "authority": {"provisioners": [{"type": "JWK", "name": "admin", "key": {"kty": "EC", "kid": "KidOfAdmin"}}]}}'}`,
    bad: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.corp", provisioner: {name: Admin, kid: KidOfAdmin}}`,
    good: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.corp", provisioner: {name: admin, kid: KidOfAdmin}}`,
  },

  each: issuerProvisioners,
  *check(link) {
    const {address, authority, name = '', kid = '', own, answer, host = ''} = link
    const at = address.issuer.object
    const wanted = {kid, name}
    if (authority.known && own === undefined && kid !== '') {
      const data = {...wanted, known: describe(authority.value)}
      yield {at, path: KID, problem: 'kid', data, found: kid, breaks: ['issuer', 'signing'], remedy: remedyFor(link)}
    } else if (own !== undefined && own.name !== name) {
      const place = {at, path: NAME, expected: own.name, found: name, breaks: ['signing'] as const}
      yield {...place, problem: 'name', data: {...wanted, actual: own.name}, remedy: remedyFor(link)}
    } else {
      const actual = address.names.find(each => each.toLowerCase() === host.toLowerCase())
      if (actual !== undefined && !address.names.includes(host)) {
        const place = {at, path: ['spec', 'url'], expected: actual, found: host, breaks: ['signing'] as const}
        yield {...place, problem: 'host', data: {host, actual}, remedy: [writeHost(link, actual)]}
      } else if (answer?.refusal?.includes(UNAUTHORIZED) === true && !isCovered(link)) {
        const data = {request: answer.request.name, refusal: answer.refusal}
        yield {at, path: ['spec', 'provisioner'], problem: 'refused', data, breaks: ['signing']}
      } else if (!authority.known && answer === undefined && kid !== '')
        yield {at, path: ['spec', 'provisioner'], unsure: authority.because}
    }
  },
})

/** What step-ca says to every token that it does not accept (errs/error.go). */
const UNAUTHORIZED = 'lacked necessary authorization'

/** All that can be compared fits: then it was something else, such as a clock or a restart. */
const isCovered = ({own, address}: IssuerProvisioner): boolean =>
  own !== undefined && address.isCovered.known && address.isCovered.value

const describe = ({provisioners, others}: StepAuthority): string => {
  const known = provisioners.map(({name, kid}) => `${kid} (${name})`).join(', ')
  return known || (others > 0 ? `${others} of other types, none of type JWK` : 'none')
}

const remedyFor = ({address, own, namesake, authority}: IssuerProvisioner): readonly Remedy[] => {
  const only =
    authority.known && authority.value.provisioners.length === 1 ? authority.value.provisioners[0] : undefined
  const meant = own ?? namesake ?? only
  if (meant === undefined) return []
  const {name, kid} = meant
  const say = `Set spec.provisioner.name to ${name} and kid to ${kid}`
  return [change(address.issuer.object, say, {spec: {provisioner: {name, kid}}})]
}

const writeHost = ({address}: IssuerProvisioner, actual: string): Remedy => {
  const url = address.url.replace(/^((?:[a-z]+:\/\/)?)[^:/]+/i, (_, scheme: string) => `${scheme}${actual}`)
  return change(address.issuer.object, `Set spec.url to ${url}`, {spec: {url}})
}
