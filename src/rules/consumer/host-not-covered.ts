import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {flag, list, record, text} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {listed} from '../../core/listing.ts'
import type {Certificate} from '../../facts/certificate/certificates.ts'
import {type ServedHosts, servedHosts} from '../../facts/consumer/served-hosts.ts'

/** A change of the hosts is issued within seconds; an ACME order waits for DNS. */
const PATIENCE = 15 * 60_000

export const hostNotCovered = defineRule({
  id: 'PKI601',
  name: 'consumer/host-not-covered',
  severity: 'error',
  since: '0.1.0',
  title: 'Host is served with a certificate for other hosts',
  why: 'Clients compare the host that they call with the names in the certificate. Nothing in the cluster does: an Ingress controller serves what the Secret holds, or without a word a certificate of its own that nobody trusts. A wildcard stands for one label: `*.corp` is for `a.corp`, neither for `corp` nor for `a.b.corp`. The common name never counts.',
  remediation: [
    'Add the hosts to the `dnsNames` of the Certificate that makes the Secret.',
    'Or name a Secret whose certificate is for them.',
  ],
  messages: {
    issued: '{secret} is served for {hosts}, and its certificate is for {names}',
    asked: '{secret} is to be served for {hosts}, and certificate/{certificate}, which makes it, asks for {names}',
  },
  disprovedBy: ['cert-manager.io/certificates'],
  examples: {
    given: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{hosts: [shop.corp, www.shop.corp], secretName: web-tls}]}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: corp, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp, "*.shop.corp"], issuerRef: {name: corp, kind: ClusterIssuer}}`,
  },

  each: servedHosts,
  *check({object: at, path, target, names, uncovered, allUncovered, unsure}, _, {now}) {
    if (unsure !== undefined) return yield {at, path, unsure}
    if (names === undefined || uncovered.length === 0) return
    const {certificate} = names
    const isIssuing = certificate?.issuing?.status === 'True'
    const isAsked = uncovered.every(host => names.asksFor(host))
    if (isAsked && isIssuing && now.getTime() - (certificate.issuing?.since ?? 0) < PATIENCE) return
    const data = {
      secret: kubectlName(target),
      hosts: listed(allUncovered),
      names: listed(names.names) || 'no host',
      certificate: certificate?.name ?? '',
    }
    const waits =
      isAsked || names.names.length === 0 ? {waitsFor: isIssuing ? ('issuance' as const) : ('names' as const)} : {}
    yield {at, path, problem: names.by, data, ...waits, remedy: remedy(names.certificate, allUncovered)}
  },
})

const remedy = (certificate: Certificate | undefined, hosts: ServedHosts['allUncovered']): readonly Remedy[] => {
  if (certificate === undefined) {
    return [{say: `Put a certificate into it that is for ${listed(hosts)}, or let a Certificate make one`}]
  }
  const {object, dnsNames, namespace, name} = certificate
  const owner = list(object.body, 'metadata', 'ownerReferences').find(each => flag(each, 'controller') === true)
  const kind = text(owner, 'kind')
  if (kind === 'Ingress' || kind === 'Gateway') {
    const made = `${kind.toLowerCase()}/${text(record(owner), 'name')}`
    return [
      {say: `certificate/${name} in ${namespace} is made for ${made}: name the hosts there, or another Secret here`},
    ]
  }
  const fields = {spec: {dnsNames: [...dnsNames, ...hosts.filter(host => !dnsNames.includes(host))]}}
  return [change(object, `Add ${listed(hosts)} to spec.dnsNames of certificate/${name} in ${namespace}`, fields)]
}
