import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {excuseOf, isLate} from '../../facts/certificate/secret-makers.ts'
import {onlyIssuer, type TlsReference, tlsReferences} from '../../facts/consumer/tls-references.ts'
import type {IssuerRef} from '../../facts/issuer/issuer-ref.ts'

export const secretMissing = defineRule({
  id: 'PKI602',
  name: 'consumer/secret-missing',
  severity: 'error',
  since: '0.1.0',
  title: 'TLS Secret is missing',
  why: 'Without the Secret an ingress controller serves the host with a certificate of its own that nobody trusts, or not at all; a Gateway listener does not come up. Both read Secrets of their own namespace only, unless a ReferenceGrant lets a Gateway read others.',
  remediation: ['Let a Certificate make the Secret in the namespace where it is read.'],
  messages: {
    nothing: '{secret} does not exist in {namespace}, and nothing makes it',
    elsewhere: '{secret} does not exist in {namespace}, and nothing makes it there; there is one in {places}',
    skipped: '{secret} does not exist: cert-manager passes this entry over, annotation or not, for {skipped}',
    unmade: '{secret} does not exist: annotation {annotation} asks cert-manager for it, but there is no Certificate',
    late: '{secret} does not exist yet: {maker} has not made it{excuse}',
  },
  disprovedBy: ['networking.k8s.io/ingressclasses'],
  examples: {
    given: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{hosts: [shop.corp], secretName: web-tls}]}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: web}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: corp, kind: ClusterIssuer}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [shop.corp], issuerRef: {name: corp, kind: ClusterIssuer}}`,
  },

  each: tlsReferences,
  needs: {issuer: onlyIssuer},
  *check(reference, {issuer}, {now}) {
    const {object: at, path, target, secret, makers, unseen, elsewhere, skipped} = reference
    if (secret.known && secret.value !== null) return
    const namespace = target.namespace ?? ''
    const data = {secret: kubectlName(target), namespace}
    const [maker] = makers
    if (maker !== undefined) {
      if (!secret.known || makers.some(each => !isLate(each, now.getTime()))) return
      const {annotation, how, object} = maker
      if (annotation !== undefined) {
        const remedy = [{say: 'See why cert-manager takes no notice of it', run: kubectl('describe', object.ref)}]
        return yield {at, path, problem: 'unmade', data: {...data, annotation}, waitsFor: 'issuance', remedy}
      }
      const said = how === 'other' ? excuseOf(maker) : undefined
      const excuse = said === undefined ? '' : `: ${said}`
      const remedy = [{say: 'See why it has not', run: kubectl('describe', object.ref)}]
      const late = {...data, maker: kubectlName(object.ref), excuse}
      yield {at, path, problem: 'late', data: late, waitsFor: 'issuance', remedy}
    } else if (!secret.known) yield {at, path, unsure: secret.because}
    else if (unseen !== undefined) yield {at, path, unsure: unseen}
    else {
      const problem = skipped !== undefined ? 'skipped' : elsewhere.length > 0 ? 'elsewhere' : 'nothing'
      yield {
        at,
        path,
        problem,
        data: {...data, places: elsewhere.join(', '), skipped: skipped ?? ''},
        remedy: [ordering(reference, issuer)],
      }
    }
  },
})

const ordering = ({target: {namespace, name}, allHosts}: TlsReference, issuer: IssuerRef | null): Remedy => {
  const say = `Let a Certificate in ${namespace} make it`
  if (issuer === null || allHosts.length === 0) return {say}
  const {kind, group, name: issuedBy} = issuer
  return {
    say,
    apply: [
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: {name, ...(namespace !== undefined && {namespace})},
        spec: {secretName: name, dnsNames: allHosts, issuerRef: {name: issuedBy, kind, group}},
      },
    ],
  }
}
