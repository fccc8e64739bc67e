import {change} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {type IssuedCertificate, issuedCertificates} from '../../facts/certificate/issued-certificates.ts'

export const cnOnly = defineRule({
  id: 'PKI116',
  name: 'certificate/cn-only',
  severity: 'warning',
  since: '0.1.0',
  title: 'Server certificate has a common name only',
  why: 'Browsers, Go since 1.15 and with it everything in Kubernetes compare the host with the subjectAltName alone. A certificate without one is valid for no host, whatever its common name says. openssl and curl may still take it, which hides it in tests.',
  remediation: ['Name the hosts in the subjectAltName: spec.dnsNames and spec.ipAddresses of a Certificate.'],
  messages: {
    ordered: 'Its only name is the common name {name}, at which clients do not look',
    stored: 'The only name of this server certificate is the common name {name}, at which clients do not look',
  },
  breaks: ['names'],
  disprovedBy: ['cert-manager.io/certificates'],
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web.corp}}", tls.key: "{{base64 key web.corp}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web.corp san=web.corp}}", tls.key: "{{base64 key web.corp}}"}`,
  },

  each: issuedCertificates,
  *check({leaf, certificate, secret}) {
    const name = leaf.subject.commonName
    if (leaf.isCa || leaf.sans.length > 0 || name === undefined || !isForServers(leaf, name)) return
    if (certificate !== undefined) {
      const say = `Add it to spec.dnsNames: ${name}`
      const remedy = [change(certificate.object, say, {spec: {dnsNames: [name]}})]
      yield {at: certificate.object, path: ['spec', 'commonName'], problem: 'ordered', data: {name}, remedy}
    } else if (secret !== undefined) {
      yield {at: secret, path: dataPath(secret, 'tls.crt'), problem: 'stored', data: {name}}
    }
  },
})

const HOST = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$|^localhost$/i

/** Clients have common names of their own: a user, a role. Where both are meant, only the name can tell. */
const isForServers = ({extendedKeyUsage}: IssuedCertificate['leaf'], name: string): boolean => {
  if (extendedKeyUsage === undefined) return HOST.test(name)
  if (!extendedKeyUsage.includes('serverAuth')) return false
  return HOST.test(name) || !extendedKeyUsage.includes('clientAuth')
}
