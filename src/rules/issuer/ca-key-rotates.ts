import {change} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {rotatingCas} from '../../facts/issuer/rotating-cas.ts'
import {FAR_ROTATION, untilRotation} from '../../facts/trust/rotating-sources.ts'

export const caKeyRotates = defineRule({
  id: 'PKI223',
  name: 'issuer/ca-key-rotates',
  severity: 'warning',
  since: '0.1.0',
  title: 'Root gets a new key whenever it is renewed',
  why: 'Since cert-manager 1.18 a Certificate gets a new key at each renewal unless it says rotationPolicy Never; for a root that means another root. Nothing that the old one has signed is issued again, the issuer stays Ready, and from then on clients must trust both. With the same key the old certificates verify under the renewed root as well.',
  remediation: [
    'Set `privateKey.rotationPolicy: Never` in the Certificate of the CA.',
    'Where its key has to change, hand out the new root first, and renew what the old one has signed afterwards.',
  ],
  messages: {
    unset:
      'Since cert-manager 1.18 its key changes at each renewal ({when}) unless rotationPolicy is Never; what {issuer} has signed does not follow',
    always: 'rotationPolicy Always changes its key at each renewal ({when}); what {issuer} has signed does not follow',
  },
  breaks: ['rotation'],
  disprovedBy: ['apps/deployments'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: bootstrap, namespace: shop}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: corp, namespace: shop}
spec: {ca: {secretName: corp-ca}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: corp-ca, namespace: shop}
spec: {secretName: corp-ca, isCA: true, commonName: corp, issuerRef: {name: bootstrap}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: corp-ca, namespace: shop}
spec: {secretName: corp-ca, isCA: true, commonName: corp, privateKey: {rotationPolicy: Never}, issuerRef: {name: bootstrap}}`,
  },

  each: rotatingCas,
  *check({certificate, issuer, isStated}, _, {now}) {
    const {object: at, renewalTime} = certificate
    const left = untilRotation(certificate, now)
    const moment = left > 0 ? `next in ${humanDuration(left)}` : 'due now'
    const when = renewalTime === undefined ? `every ${humanDuration(left)}` : moment
    const say = 'Let it keep its key (privateKey.rotationPolicy: Never)'
    yield {
      at,
      path: ['spec', 'privateKey', 'rotationPolicy'],
      problem: isStated ? 'always' : 'unset',
      data: {when, issuer: kubectlName(issuer.object.ref)},
      expected: 'Never',
      found: isStated ? 'Always' : 'not set',
      remedy: [change(at, say, {spec: {privateKey: {rotationPolicy: 'Never'}}})],
      ...(left > FAR_ROTATION && {severity: 'info' as const}),
    }
  },
})
