import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy, type Stage} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {type SigningCa, signingCas} from '../../facts/issuer/signing-cas.ts'

export const caCannotSign = defineRule({
  id: 'PKI224',
  name: 'issuer/ca-cannot-sign',
  severity: 'error',
  since: '0.1.0',
  title: 'CA of an issuer cannot sign what anybody accepts',
  why: 'A CA issuer is Ready as soon as its certificate can be read and says that it is a CA. Whether it has expired, is valid yet, may sign certificates or belongs to the key beside it is not looked at. With an expired CA requests are answered and Certificates become Ready, and every client refuses what they hold; without keyCertSign or with another key each request fails.',
  remediation: [
    'Renew the CA, or put the certificate and the key that belong together into its Secret.',
    'Renew what it has signed since: cert-manager does not do that by itself when a CA changes.',
  ],
  messages: {
    expired: '{ca} expired {ago} ago ({when}): the issuer still signs with it, and nobody accepts what it signs',
    early: '{ca} is not valid before {when} (in {left}): nobody accepts yet what the issuer signs with it',
    usage: '{ca} may not sign certificates: its key usage is {usages}, without keyCertSign',
    key: "The private key in secret/{secret} is not that of {ca}: every request fails with `provided PrivateKey doesn't match parent's PublicKey`",
    roots: 'Every root in its caBundle has expired, the last ({ca}) {ago} ago ({when})',
  },
  waitsFor: 'issuance',
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: shop}
spec: {ca: {secretName: corp-ca}}
status: {conditions: [{type: Ready, status: "True", reason: KeyPairVerified, message: Signing CA verified}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca notBefore=-400d notAfter=-3d}}", tls.key: "{{base64 key ca}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca notBefore=-400d notAfter=+900d}}", tls.key: "{{base64 key ca}}"}`,
  },

  each: signingCas,
  *check(ca, _, {now}) {
    const {issuer, path, own, unsure} = ca
    const at = issuer.object
    if (unsure !== undefined) yield {at, path, unsure}
    if (own?.isCa !== true) return
    const {problem, breaks, when} = problemOf(ca, now)
    if (problem === undefined) return
    const distance = humanDuration(Math.abs(when - now.getTime()))
    const data = {
      ...{ca: own.subject.commonName ?? 'The CA', secret: ca.secret?.ref.name ?? ''},
      ...{ago: distance, left: distance, when: clockTime(when)},
      usages: own.keyUsage?.join(', ') || 'empty',
    }
    yield {at, path, problem, data, breaks, remedy: remedyFor(ca)}
  },
})

interface Verdict {
  readonly problem?: 'expired' | 'early' | 'usage' | 'key' | 'roots'
  readonly breaks: readonly Stage[]
  readonly when: number
}

const problemOf = ({issuer, own, hasOtherKey}: SigningCa, now: Date): Verdict => {
  const time = now.getTime()
  if (own === undefined) return {breaks: [], when: time}
  const isStep = issuer.type === 'step'
  if (own.notAfter < time && isStep) return {problem: 'roots', breaks: ['issuer', 'signing'], when: own.notAfter}
  if (hasOtherKey) return {problem: 'key', breaks: ['signing'], when: time}
  if (!isStep && own.keyUsage?.includes('keyCertSign') === false)
    return {problem: 'usage', breaks: ['signing'], when: time}
  if (own.notAfter < time) return {problem: 'expired', breaks: ['chain', 'lifetime'], when: own.notAfter}
  if (own.notBefore > time && !isStep) return {problem: 'early', breaks: ['chain'], when: own.notBefore}
  return {breaks: [], when: time}
}

const remedyFor = ({maker, issuer}: SigningCa): readonly Remedy[] => {
  if (issuer.type === 'step') return [{say: 'Put the root that the CA has now into spec.caBundle'}]
  if (maker === undefined) return [{say: 'Put a CA certificate and the key that belongs to it into the Secret'}]
  const {namespace, name} = maker
  const renew = ['cmctl', 'renew', '-n', namespace, name]
  return [
    {say: `Let cert-manager make the CA anew`, run: renew},
    {say: 'See that it is Ready, then renew what the CA has signed', run: kubectl('get', maker.object.ref)},
  ]
}
