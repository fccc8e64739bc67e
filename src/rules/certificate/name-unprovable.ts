import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type UnprovableNames, unprovableNames} from '../../facts/certificate/unprovable-names.ts'

export const nameUnprovable = defineRule({
  id: 'PKI123',
  name: 'certificate/name-unprovable',
  severity: 'error',
  since: '0.1.0',
  title: 'ACME issuer cannot prove a name',
  why: 'An ACME server gives a certificate to whoever proves each name. A wildcard is proved by DNS-01 only; cert-manager takes the solver whose selector fits, and where none does, or the common name is not among the DNS names, it does not even ask. The order then stays pending without a failure, and only an event tells why.',
  remediation: ['Give the issuer a solver for the name, or take the name out of the Certificate.'],
  messages: {
    wildcard: '{issuer} has no DNS-01 solver for {names}: HTTP-01 cannot prove a wildcard',
    unselected: '{issuer} has no solver whose selector takes {names}',
    'common-name': '{issuer} is an ACME issuer: it takes common name {names} only where that is a DNS name as well',
  },
  breaks: ['signing'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-v02.api.letsencrypt.org/directory", solvers: [{http01: {ingress: {ingressClassName: nginx}}}]}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: ["*.shop.example"], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: ["www.shop.example"], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}`,
  },

  each: unprovableNames,
  *check(found) {
    const {certificate, issuer, why, names} = found
    const path = ['spec', why === 'common-name' ? 'commonName' : 'dnsNames']
    const data = {issuer, names: names.join(', ')}
    // What was proved before is taken again by some servers for weeks.
    const isIssued = certificate.ready?.status === 'True'
    const rest = {at: certificate.object, path, data, remedy: remedyFor(found)}
    yield {...rest, problem: why, ...(isIssued && {severity: 'warning'})}
  },
})

const remedyFor = ({issuer, why, names: [name = '']}: UnprovableNames): readonly Remedy[] => {
  if (why === 'common-name') return [{say: `Add ${name} to spec.dnsNames, or take spec.commonName out`}]
  const zone = name.replace(/^\*\./, '')
  if (why === 'wildcard') {
    return [{say: `Give ${issuer} a dns01 solver with selector.dnsZones ${zone}, or name the hosts one by one`}]
  }
  return [{say: `Add ${zone} to selector.dnsZones of a solver of ${issuer}, or a solver without a selector`}]
}
