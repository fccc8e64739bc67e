import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type CaKeyCopy, caKeys} from '../../facts/trust/ca-keys.ts'

export const caKeyCopied = defineRule({
  id: 'PKI409',
  name: 'trust/ca-key-copied',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: "CA's private key stands in another namespace too",
  why: 'Whoever may read Secrets of that namespace can sign certificates for every name that the CA is trusted for, without cert-manager, a policy or a trace. A CA Secret is often copied only to hand out its certificate; the key comes along.',
  remediation: [
    'Hand out the certificate alone, by a Bundle of trust-manager.',
    'Remove the copy of the Secret and what makes it.',
    'Make a new CA: the key has to be taken as known.',
  ],
  messages: {
    issuer: '{own} signs with the private key of {issuer}: it stands in {namespace} as well as in {home}',
    copied: 'It holds the private key of {issuer}, which belongs into {home} alone{by}',
  },
  disprovedBy: ['apps/deployments', 'cert-manager.io/clusterissuers', 'cert-manager.io/issuers'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: pki}
spec: {ca: {secretName: corp-ca}}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: pki}
data: {tls.crt: "{{base64 cert corp ca}}", tls.key: "{{base64 key corp}}"}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop, annotations: {reflector.v1.k8s.emberstack.com/reflects: pki/corp-ca}}
data: {tls.crt: "{{base64 cert corp}}", tls.key: "{{base64 key corp}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
data: {ca.crt: "{{base64 cert corp}}"}`,
  },

  each: caKeys,
  *check({home, issuer, copies}) {
    const data = {issuer: kubectlName(issuer.object.ref), home: home.ref.namespace ?? ''}
    for (const copy of copies) {
      const {object: at, path, usedBy, copiedBy} = copy
      if (usedBy === undefined) {
        const by = copiedBy === undefined ? '' : `; ${copiedBy} has copied it`
        yield {at, path, problem: 'copied', data: {...data, by}, remedy: remedyFor(copy, home)}
      } else {
        const more = {own: kubectlName(usedBy.object.ref), namespace: at.ref.namespace ?? ''}
        yield {at, path, problem: 'issuer', data: {...data, ...more}, severity: 'warning', remedy: [SHARE, RENEW]}
      }
    }
  },
})

const SHARE: Remedy = {say: 'Use one ClusterIssuer in its place, so that the key stands in one namespace only'}
const RENEW: Remedy = {say: 'Then make the CA anew with a new key: this one may have been read'}

const remedyFor = ({object, copiedBy, maker}: CaKeyCopy, home: KubeObject): readonly Remedy[] => {
  const from = `${kubectlName(home.ref)} of ${home.ref.namespace}`
  const source =
    maker !== undefined
      ? `Let ${kubectlName(maker.object.ref)} no longer make it`
      : copiedBy !== undefined && `Let ${copiedBy} no longer copy ${from}`
  return [
    {say: `Hand out the certificate of ${from} by a Bundle: it is public, the key is not`},
    ...(source === false ? [] : [{say: source}]),
    ...(maker === undefined
      ? [{say: 'Delete the copy once nothing reads it', run: kubectl('delete', object.ref)}]
      : []),
    RENEW,
  ]
}
