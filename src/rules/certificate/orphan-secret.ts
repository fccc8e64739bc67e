import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type OrphanSecret, orphanSecrets} from '../../facts/certificate/orphan-secrets.ts'

export const orphanSecret = defineRule({
  id: 'PKI122',
  name: 'certificate/orphan-secret',
  severity: 'warning',
  since: '0.1.0',
  title: 'Secret has outlived its Certificate',
  why: 'cert-manager leaves the Secret behind when a Certificate is deleted, or names another one. Whoever uses it notices nothing until the certificate expires: nobody renews it, and no condition or event says so.',
  remediation: [
    'Where something uses it, make a Certificate that stores into it, or point its users at the Secret that is renewed.',
    'Delete it where nothing uses it.',
  ],
  messages: {
    used: 'It was made for certificate/{name}, which {fate}: nobody renews it, {user} uses it, and it expires {expiry}',
    unused: 'It was made for certificate/{name}, which {fate}; nothing that was read uses it, and it expires {expiry}',
  },
  breaks: ['issuance'],
  examples: {
    given: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{secretName: web-tls, hosts: [shop.corp]}]}
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop, annotations: {cert-manager.io/certificate-name: web}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web san=shop.corp}}", tls.key: "{{base64 key web}}"}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: shop-tls, dnsNames: [shop.corp], issuerRef: {name: ca}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: ca}}`,
  },

  each: orphanSecrets,
  *check(orphan, _, {now}) {
    const {secret, leaf, madeFor: name, movedTo, users, unsure} = orphan
    const left = leaf.notAfter - now.getTime()
    const {object: at, signs} = secret
    const path = ['metadata', 'annotations', 'cert-manager.io/certificate-name']
    if (left < 0) return
    if (unsure !== undefined) return yield {at, path, unsure}
    const fate = movedTo === undefined ? 'is gone' : `stores into secret/${movedTo} now`
    const data = {name, fate, expiry: `in ${humanDuration(left)} (${clockTime(leaf.notAfter)})`}
    const user = users[0] ?? signs?.object
    const remedy = remedyFor(orphan, user !== undefined)
    if (user === undefined) yield {at, path, problem: 'unused', data, severity: 'info', remedy}
    else yield {at, path, problem: 'used', data: {...data, user: kubectlName(user.ref)}, remedy}
  },
})

const remedyFor = ({secret: {object}, movedTo}: OrphanSecret, isUsed: boolean): readonly Remedy[] => {
  const say = 'Delete it, once it is certain that no program reads it through the API'
  const deletion: Remedy = object.origin.from === 'file' ? {say} : {say, run: kubectl('delete', object.ref)}
  if (!isUsed) return [deletion]
  if (movedTo !== undefined) return [{say: `Point its users at secret/${movedTo}, which is renewed`}, deletion]
  return [{say: `Make a Certificate with secretName ${object.ref.name}, or point its users at another Secret`}]
}
