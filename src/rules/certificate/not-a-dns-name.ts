import {defineRule, type Remedy, type Stage} from '../../core/doctor/rule.ts'
import {type DnsNameProblem, dnsNameProblem} from '../../core/x509/name/dns-name.ts'
import {type Certificate, certificates} from '../../facts/certificate/certificates.ts'

export const notADnsName = defineRule({
  id: 'PKI117',
  name: 'certificate/not-a-dns-name',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate asks for a DNS name that is none',
  why: 'cert-manager does not look at dnsNames. A CA issuer signs whatever stands there, and no client ever finds it: addresses are looked for among the ipAddresses, and a URL or a name with white space matches no host. step-ca and public CAs refuse the request. A name that is not ASCII cannot be put into a request at all, which only a log says.',
  remediation: ['Name hosts in spec.dnsNames, addresses in spec.ipAddresses and URIs in spec.uris.'],
  messages: {
    address: '{name} in dnsNames is an address, which clients look for among the ipAddresses',
    url: '{name} in dnsNames is more than a host: it has a scheme, a port or a path',
    blank: '{name} in dnsNames is empty or has white space in it',
    ascii: '{name} in dnsNames is not ASCII, and cannot be put into a request',
    wildcard: '{name} in dnsNames has a star that matches nothing: it may only be the whole first label',
    syntax: '{name} in dnsNames is no DNS name',
  },
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [10.1.2.3], issuerRef: {name: ca}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, ipAddresses: [10.1.2.3], dnsNames: ["*.web.corp", _grpc.web], issuerRef: {name: ca}}`,
  },

  each: certificates,
  *check(certificate) {
    const {object: at, dnsNames} = certificate
    for (const [i, name] of dnsNames.entries()) {
      const problem = isFilledInLater(name) ? null : dnsNameProblem(name)
      if (problem === null) continue
      const path = ['spec', 'dnsNames', i]
      const data = {name: /^\S+$/.test(name) ? name : JSON.stringify(name)}
      yield {at, path, problem, data, breaks: broken(certificate, name, problem), remedy: [remedyFor(name, problem)]}
    }
  },
})

/** What Flux, Argo CD, Helm or vals put in its place. */
const isFilledInLater = (name: string): boolean => /\$\{|\{\{|<path:|^ref\+|\$\(/.test(name)

/** What it breaks is known where cert-manager could make no request, or the CA has refused one and named it. */
const broken = ({requests: [newest]}: Certificate, name: string, problem: DnsNameProblem): readonly Stage[] => {
  if (problem === 'ascii') return ['issuance']
  const {reason, message} = newest?.ready ?? {reason: '', message: ''}
  return reason === 'Failed' && name.trim() !== '' && message.includes(name.trim()) ? ['signing', 'issuance'] : []
}

const remedyFor = (name: string, problem: DnsNameProblem): Remedy => {
  if (problem === 'address') return {say: `Move ${name} from spec.dnsNames to spec.ipAddresses`}
  if (problem === 'ascii') return {say: 'Write it as DNS does, in Punycode (xn--…)'}
  if (problem === 'url')
    return {say: 'Leave only the host in spec.dnsNames; a URI that is meant as one belongs into spec.uris'}
  return {say: 'Write the host as clients will call it, or take the entry out'}
}
