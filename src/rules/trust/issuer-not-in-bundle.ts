import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {withMoreSource} from '../../core/trust/bundle-manifest.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {pemOfDer} from '../../core/x509/pem/pem-text.ts'
import {issuerTrust} from '../../facts/issuer/issuer-trust.ts'
import type {Bundle} from '../../facts/trust/bundles.ts'

export const issuerNotInBundle = defineRule({
  id: 'PKI403',
  name: 'trust/issuer-not-in-bundle',
  severity: 'error',
  since: '0.1.0',
  title: "Issuer's CA is in no Bundle",
  why: 'Pods verify with what the Bundles bring them. A certificate from this issuer works where it is served, and every client that relies on a Bundle refuses it. A CA that cert-manager renews gets a new key unless its Certificate says rotationPolicy Never: then a copy of the old root in a Bundle verifies nothing that is signed from then on.',
  remediation: ['Add the root of the issuer to a Bundle, beside what is there.'],
  messages: {
    absent: 'No Bundle holds its root {root}',
    rekeyed: 'bundle/{bundle} has a {root} with another key: the CA was made anew since',
    expired: 'bundle/{bundle} has its root {root} as it was before it was renewed, expired {ago} ago',
  },
  disprovedBy: [
    'core/configmaps',
    'admissionregistration.k8s.io/validatingwebhookconfigurations',
    'apiregistration.k8s.io/apiservices',
    'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  ],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: shop}
spec: {ca: {secretName: corp-ca}}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: shop}
data: {tls.crt: "{{base64 cert signing ca signedBy=root}}", ca.crt: "{{base64 cert root ca}}", tls.key: "{{base64 key signing}}"}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: corp}}`,
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert other ca}}"}], target: {configMap: {key: ca.crt}}}`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert root}}"}], target: {configMap: {key: ca.crt}}}`,
  },

  each: issuerTrust,
  *check(trust, _, {now}) {
    const {
      issuer: {object: at},
      path,
      root,
      anchors,
      namesake,
      isSpread,
      isLocal,
      unread,
    } = trust
    if (isSpread || anchors.some(anchor => isValid(anchor, now))) return
    if (root === undefined && trust.authorities.known) return
    if (unread !== undefined) return yield {at, path, unsure: unread}
    if (root === undefined) return
    const lower = isLocal ? {severity: 'info' as const} : {}
    const [old] = anchors
    const held = old ?? namesake
    const bundle = (held && trust.bundleOf(held)) ?? trust.bundles.find(isForOwnCas) ?? trust.bundles[0]
    const remedy = bundle === undefined ? [] : [isLocal ? LOCAL : adding(root, bundle)]
    const data = {root: root.subject.toString(), bundle: bundle?.name ?? ''}
    if (old !== undefined) {
      if (!isValid(root, now)) return
      const ago = humanDuration(now.getTime() - old.notAfter)
      yield {at, path, problem: 'expired', data: {...data, ago}, remedy, ...lower}
    } else if (namesake !== undefined) {
      const pair = {expected: root.publicKey.hash, found: namesake.publicKey.hash}
      yield {at, path, problem: 'rekeyed', data, remedy, ...pair, ...lower}
    } else yield {at, path, problem: 'absent', data, remedy, ...lower}
  },
})

const isValid = ({notBefore, notAfter}: Certificate, now: Date): boolean =>
  notBefore <= now.getTime() && now.getTime() <= notAfter

/** One that does not only hand out public CAs. */
const isForOwnCas = ({sources}: Bundle): boolean => sources.some(({type}) => type !== 'defaultCAs')

/** Whoever may sign in that namespace would be trusted by the whole cluster: that is for a person to decide. */
const LOCAL: Remedy = {
  say: 'Nothing, if only pods of its namespace verify it. Else use a ClusterIssuer, or add its root to a Bundle for those that do',
}

const adding = (root: Certificate, {object, name}: Bundle): Remedy => ({
  say: `Add ${root.subject.toString()} to bundle/${name}; leave the old one until nothing is served with it`,
  apply: [withMoreSource(object, {inLine: pemOfDer(root.der)})],
})
