import {defineRule} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {acmeIssuers} from '../../facts/issuer/acme-issuers.ts'

export const acmeStaging = defineRule({
  id: 'PKI214',
  name: 'issuer/acme-staging',
  severity: 'info',
  since: '0.1.0',
  title: 'Certificates come from the test server of a public CA',
  why: 'The staging servers of public CAs are for trying things out, with limits that nobody reaches. Everything works as with the real one, and no browser trusts what comes out of it.',
  remediation: ['When it works, name an issuer with the real server; Certificates are then issued anew by themselves.'],
  messages: {
    staging: '{server} is a test server: no browser trusts the certificate of {user}{others}',
  },
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.example], issuerRef: {name: letsencrypt, kind: ClusterIssuer}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-staging-v02.api.letsencrypt.org/directory", privateKeySecretRef: {name: account}, solvers: []}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-v02.api.letsencrypt.org/directory", privateKeySecretRef: {name: account}, solvers: []}}`,
  },

  each: acmeIssuers,
  *check({issuer, server, isStaging, users}) {
    const [user, ...more] = users
    if (!isStaging || user === undefined) return
    const {namespace} = user.ref
    const name = `${kubectlName(user.ref)}${namespace === undefined ? '' : ` in ${namespace}`}`
    const data = {server, user: name, others: more.length === 0 ? '' : ` (+${more.length})`}
    yield {at: issuer.object, path: ['spec', 'acme', 'server'], problem: 'staging', data, found: server}
  },
})
