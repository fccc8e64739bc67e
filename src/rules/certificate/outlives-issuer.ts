import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {isUnderWay} from '../../facts/certificate/issuance-patience.ts'
import {type OutlivedAuthority, outlivedAuthorities} from '../../facts/certificate/outlived-authorities.ts'

/** Certificates and their CA are often made in one go, for the same time: of its life, what does not matter. */
const TRIFLE = 100

export const outlivesIssuer = defineRule({
  id: 'PKI109',
  name: 'certificate/outlives-issuer',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate is in use for longer than its CA',
  why: 'Clients refuse a certificate as soon as its CA has ended, whatever its own dates say. A CA issuer does not look at the end of its CA when it signs, and cert-manager renews by the dates of the certificate alone: Ready stays True.',
  remediation: [
    'Renew the CA in time, hand it out, then renew what it has signed.',
    'Where a Certificate makes the CA, let it live much longer than what it signs, and be renewed earlier.',
  ],
  messages: {
    ended: 'Its CA, {ca}, has ended {ago} ago ({end}): clients refuse it, though it is valid until {until}',
    before: 'Its CA, {ca}, ends in {left} ({end}), before it is renewed ({renewal}): in between clients refuse it',
    unmanaged: 'It is valid until {until}, but its CA, {ca}, ends in {left} ({end}): clients refuse it from then on',
  },
  breaks: ['lifetime'],
  waitsFor: 'lifetime',
  disprovedBy: ['cert-manager.io/certificates', 'cert-manager.io/issuers', 'cert-manager.io/clusterissuers'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: internal}}
status: {renewalTime: "{{now +50d}}", notAfter: "{{now +80d}}", conditions: [{type: Ready, status: "True", reason: Ready}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
data: {tls.crt: "{{base64 cert web signedBy=internal notAfter=+80d}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert internal ca notAfter=+40d}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
data: {tls.crt: "{{base64 cert web signedBy=internal notAfter=+80d}}", tls.key: "{{base64 key web}}", ca.crt: "{{base64 cert internal ca notAfter=+60d}}"}`,
  },

  each: outlivedAuthorities,
  *check(outlived, _, {now}) {
    const {issued, authority, renewalTime} = outlived
    const {leaf, certificate, secret} = issued
    const at = certificate?.object ?? secret
    const left = authority.notAfter - now.getTime()
    if (at === undefined || leaf.notAfter <= now.getTime() || isUnderWay(issued, now)) return
    const path = certificate === undefined && secret !== undefined ? dataPath(secret, 'tls.crt') : ['spec', 'issuerRef']
    const data = {
      ...{ca: authority.subject.commonName ?? authority.subject.toString(), end: clockTime(authority.notAfter)},
      ...{ago: humanDuration(left), left: humanDuration(left), until: clockTime(leaf.notAfter)},
      renewal: clockTime(renewalTime ?? leaf.notAfter),
    }
    const rest = {at, path, data, ...remedyFor(outlived)}
    if (left <= 0) yield {...rest, problem: 'ended'}
    else if (renewalTime !== undefined && renewalTime > now.getTime()) {
      if (renewalTime >= authority.notAfter) yield {...rest, problem: 'before'}
    } else if (leaf.notAfter - authority.notAfter > (leaf.notAfter - leaf.notBefore) / TRIFLE) {
      yield {...rest, problem: 'unmanaged', severity: 'warning'}
    }
  },
})

const remedyFor = ({issued: {certificate}}: OutlivedAuthority): {readonly remedy?: readonly Remedy[]} =>
  certificate === undefined
    ? {}
    : {remedy: [{say: `Renew the CA and hand it out, then renew certificate/${certificate.name} (cmctl renew)`}]}
