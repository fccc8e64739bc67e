import {defineRule} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {signingCas} from '../../facts/issuer/signing-cas.ts'

export const notACa = defineRule({
  id: 'PKI205',
  name: 'issuer/not-a-ca',
  severity: 'error',
  since: '0.1.0',
  title: "Issuer's Secret holds no CA certificate",
  why: 'A CA issuer takes the first certificate of tls.crt, and that must be a CA: with the extension basicConstraints that says so, which only version 3 has. cert-manager refuses any other (`certificate is not a CA`). Most often a leaf Certificate names the Secret of the CA and has overwritten it, or tls.crt begins with the certificate of a server.',
  remediation: [
    'Put the certificate of the CA and its key back into the Secret; other certificates go behind it.',
    'Where a Certificate makes the Secret, set `isCA: true` in it, or let it store elsewhere.',
  ],
  messages: {
    leaf: 'The first certificate in {secret} ({name}) is not a CA: basicConstraints does not say so',
    old: 'The first certificate in {secret} ({name}) is of version {version}, which cannot say that it is a CA',
  },
  breaks: ['issuer', 'signing'],
  waitsFor: 'issuer',
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: shop}
spec: {ca: {secretName: corp-ca}}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web signedBy=ca san=web.corp}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca}}", tls.key: "{{base64 key ca}}"}`,
  },

  each: signingCas,
  *check({issuer, path, own, secret, unsure}) {
    const at = issuer.object
    if (unsure !== undefined) yield {at, path, unsure}
    if (own === undefined || own.isCa || secret === undefined) return
    const data = {
      secret: kubectlName(secret.ref),
      name: own.subject.commonName ?? 'without a name',
      version: own.version,
    }
    yield {at, path, problem: own.version === 3 ? 'leaf' : 'old', data, expected: 'a CA', found: data.name}
  },
})
