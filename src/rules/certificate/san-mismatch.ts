import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {type AskedFor, askedFor} from '../../facts/certificate/asked-for.ts'
import {isUnderWay} from '../../facts/certificate/issuance-patience.ts'

export const sanMismatch = defineRule({
  id: 'PKI106',
  name: 'certificate/san-mismatch',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate has other names than were asked for',
  why: 'Clients compare the host that they call with the names in the certificate that is served, not with the Certificate. cert-manager compares its Certificate with the request that it made, so a CA that leaves names out goes unnoticed, and Ready stays True.',
  remediation: [
    'Let the issuer give what is asked for, or do not ask for it.',
    'Renew the Certificate where its spec was changed and nothing was issued since.',
  ],
  messages: {
    missing: 'It asks for {names}, and its certificate is not for {them}',
    extra: 'Its certificate is also for {names}, which it no longer asks for',
  },
  waitsFor: 'issuance',
  breaks: ['names'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp, api.corp], issuerRef: {name: ca}}
status: {conditions: [{type: Ready, status: "True", reason: Ready}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=web.corp}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=api.corp,web.corp}}", tls.key: "{{base64 key web}}"}`,
  },

  each: askedFor,
  *check(asked, _, {now}) {
    const {certificate, missing, extra, unsure} = asked
    const {object: at} = certificate
    const [first] = missing
    if ((first === undefined && extra.length === 0) || isUnderWay(asked.issued, now)) return
    const path = first?.path ?? ['spec', 'dnsNames']
    const remedy = renewSteps(at.ref)
    if (unsure !== undefined) {
      yield {at, path, unsure}
    } else if (first !== undefined) {
      const names = missing.map(({what}) => what)
      const data = {names: listed(names), them: names.length === 1 ? 'it' : 'them'}
      yield {at, path, problem: 'missing', data, expected: listed(names), found: namesIn(asked), remedy}
    } else yield {at, path, problem: 'extra', data: {names: listed(extra)}, severity: 'warning', remedy}
  },
})

const MOST = 10

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST).join(', ') + (names.length > MOST ? ` and ${names.length - MOST} more` : '')

const namesIn = ({issued: {leaf}}: AskedFor): string => listed(leaf.sans.map(({value}) => value)) || 'no names'
