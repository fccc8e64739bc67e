import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type BootstrapLeaf, bootstrapLeaves} from '../../facts/certificate/bootstrap-leaves.ts'

export const leafFromBootstrapIssuer = defineRule({
  id: 'PKI216',
  name: 'issuer/leaf-from-bootstrap-issuer',
  severity: 'warning',
  since: '0.1.0',
  title: 'Server certificate that signs itself',
  why: 'An issuer of type selfSigned has no CA: each certificate is signed with its own key, and its ca.crt is itself. Nobody can trust it beforehand, and with every renewal it is another: whoever had pinned it refuses the next. Such an issuer is for the first certificate of a CA, which then signs the others.',
  remediation: [
    'Let the selfSigned issuer make one CA Certificate (`isCA: true`, `rotationPolicy: Never`), and an issuer of type ca with its Secret sign the rest.',
  ],
  messages: {
    served: '{issuer} has no CA: the certificate for {names} signs itself, and is another root after each renewal',
    inside: 'Its own services alone use it, and {issuer} has no CA: who trusts it must read it anew at each renewal',
  },
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: bootstrap}
spec: {selfSigned: {}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: bootstrap, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ca, namespace: shop}
spec: {secretName: ca, isCA: true, commonName: corp, issuerRef: {name: bootstrap, kind: ClusterIssuer}}`,
  },

  each: bootstrapLeaves,
  *check(leaf) {
    const {certificate, issuer, isInside, unsure} = leaf
    const at = certificate.object
    const path = ['spec', 'issuerRef', 'name']
    if (unsure !== undefined) return yield {at, path, unsure}
    const [name = 'its addresses', ...more] = certificate.dnsNames
    const names = more.length === 0 ? name : `${name} (+${more.length})`
    const data = {issuer: kubectlName(issuer.object.ref), names}
    const remedy = remedyFor(leaf)
    if (isInside) yield {at, path, problem: 'inside', data, remedy, severity: 'info'}
    else yield {at, path, problem: 'served', data, remedy}
  },
})

const remedyFor = ({certificate, issuer, other}: BootstrapLeaf): readonly Remedy[] => {
  const {object} = certificate
  if (other !== undefined) return [use(certificate.object, other.object.ref)]
  const {namespace} = certificate
  const name = 'internal-ca'
  const from = issuer.object.ref
  const kind = from.namespace === undefined ? 'ClusterIssuer' : 'Issuer'
  const ca = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {name, namespace},
    spec: {
      ...{isCA: true, commonName: name, secretName: name, duration: '87600h'},
      privateKey: {algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never'},
      issuerRef: {name: from.name, kind, group: 'cert-manager.io'},
    },
  }
  const signer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: {name, namespace},
    spec: {ca: {secretName: name}},
  }
  return [
    {say: 'Make a CA and an issuer that signs with it', apply: [ca, signer]},
    use(object, {kind: 'cert-manager.io/issuers', namespace, name}),
  ]
}

const use = (
  object: BootstrapLeaf['certificate']['object'],
  issuer: BootstrapLeaf['issuer']['object']['ref'],
): Remedy => {
  const kind = issuer.namespace === undefined ? 'ClusterIssuer' : 'Issuer'
  const say = `Let ${kubectlName(issuer)} sign it: spec.issuerRef.name ${issuer.name}, kind ${kind}`
  return change(object, say, {spec: {issuerRef: {name: issuer.name, kind, group: 'cert-manager.io'}}})
}
