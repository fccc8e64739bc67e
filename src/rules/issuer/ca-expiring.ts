import {change, operands} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, goDuration, humanDuration} from '../../core/duration.ts'
import type {Certificate} from '../../facts/certificate/certificates.ts'
import {type SigningCa, signingCas} from '../../facts/issuer/signing-cas.ts'

export const caExpiring = defineRule({
  id: 'PKI204',
  name: 'issuer/ca-expiring',
  severity: 'error',
  since: '0.1.0',
  title: 'CA of an issuer ends before what it signs',
  why: 'A CA issuer does not look at the end of its own CA: it signs 90 days with a CA that has an hour left. Such a certificate is renewed by its own dates, weeks after its CA has ended and every client refuses it. A CA that has to be handed out to clients needs time as well: it should be replaced while it still lives twice as long as what it signs.',
  remediation: [
    'Make the CA anew, hand its root out beside the old one, then renew what the old one has signed.',
    'Where a Certificate makes the CA, let it live much longer than the certificates, and be renewed earlier.',
  ],
  messages: {
    inside: '{ca} ends in {left} ({when}), sooner than the {lifetime} for which it signs certificates',
    near: '{ca} ends in {left} ({when}), and it signs certificates for {lifetime}: time to replace it',
    kept: '{ca} ends in {left} ({when}) and is renewed in {next}; what it signs until then is in use for {use}',
  },
  disprovedBy: ['cert-manager.io/certificates'],
  breaks: ['lifetime'],
  waitsFor: 'issuance',
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {ca: {secretName: corp-ca}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: corp, kind: ClusterIssuer}}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca notBefore=-3600d notAfter=+40d}}", tls.key: "{{base64 key ca}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca notBefore=-3600d notAfter=+200d}}", tls.key: "{{base64 key ca}}"}`,
  },

  each: signingCas,
  *check(ca, _, {now}) {
    const {issuer, path, own, signs, maker, unsure} = ca
    const at = issuer.object
    if (unsure !== undefined) yield {at, path, unsure}
    const left = (own?.notAfter ?? 0) - now.getTime()
    if (own?.isCa !== true || signs === undefined || left <= 0) return
    const next = (maker?.renewalTime ?? 0) - now.getTime()
    const data = {
      ...{ca: own.subject.commonName ?? 'Its CA', left: humanDuration(left), when: clockTime(own.notAfter)},
      ...{lifetime: humanDuration(signs.lifetime), use: humanDuration(signs.inUse), next: humanDuration(next)},
    }
    const rest = {at, path, data, remedy: remedyFor(ca)}
    if (maker !== undefined && next > 0) {
      if (left < signs.inUse) yield {...rest, problem: 'kept', severity: 'warning'}
    } else if (maker !== undefined && maker.renewalTime === undefined) return
    else if (left < signs.lifetime) yield {...rest, problem: 'inside'}
    else if (left < 2 * signs.lifetime) yield {...rest, problem: 'near', severity: 'warning'}
  },
})

const remedyFor = ({maker, signs, issuer}: SigningCa): readonly Remedy[] => {
  if (maker !== undefined) return longer(maker, signs?.lifetime ?? 0)
  const place = issuer.type === 'step' ? 'spec.caBundle beside the old one' : 'the Secret'
  return [
    {say: 'Make the CA anew and add its root to what clients trust, beside the old one'},
    {say: `Then put it into ${place} and renew what was signed before`},
  ]
}

/** Ten times what it signs, renewed when a third of that is left. */
const longer = ({object, namespace, name}: Certificate, lifetime: number): readonly Remedy[] => {
  const duration = goDuration(10 * lifetime)
  const spec = {duration, renewBefore: goDuration(3 * lifetime)}
  return [
    change(object, `Let the CA live longer: spec.duration ${duration}, spec.renewBefore ${spec.renewBefore}`, {spec}),
    {say: 'Have it issued now', run: ['cmctl', 'renew', '-n', namespace, ...operands(name)]},
  ]
}
