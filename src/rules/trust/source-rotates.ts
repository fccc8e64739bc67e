import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {alsoFromConfigMap} from '../../core/trust/bundle-manifest.ts'
import {textsIn} from '../../facts/trust/bundle-contents.ts'
import {FAR_ROTATION, type RotatingSource, rotatingSources, untilRotation} from '../../facts/trust/rotating-sources.ts'

export const sourceRotates = defineRule({
  id: 'PKI406',
  name: 'trust/source-rotates',
  severity: 'warning',
  since: '0.1.0',
  title: 'Root of a Bundle vanishes when its CA is renewed',
  why: 'When cert-manager renews a CA it makes a new key unless the Certificate says rotationPolicy Never. trust-manager follows its source within milliseconds: the old root is gone from every namespace, while every certificate that it has signed is still served until its own renewal, and is refused. With the same key the old certificates verify under the new root too.',
  remediation: [
    'Let the Certificate of the CA keep its key: `privateKey.rotationPolicy: Never`.',
    'Or keep the old root in a source of its own until nothing that it has signed is in use any more.',
  ],
  messages: {
    rotates:
      '{secret} gets a new key whenever {certificate} is renewed ({when}), and its old root then leaves every namespace at once',
  },
  waitsFor: 'rotation',
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0, args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: bootstrap, namespace: cert-manager}
spec: {selfSigned: {}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: corp-ca, key: ca.crt}}], target: {configMap: {key: ca.crt}}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: corp-ca, namespace: cert-manager}
spec: {secretName: corp-ca, isCA: true, commonName: corp, issuerRef: {name: bootstrap}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: corp-ca, namespace: cert-manager}
spec: {secretName: corp-ca, isCA: true, commonName: corp, privateKey: {rotationPolicy: Never}, issuerRef: {name: bootstrap}}`,
  },

  each: rotatingSources,
  *check(subject, _, {now}) {
    const {source, secret, certificate, isKept} = subject
    const place = {at: source.bundle.object, path: [...source.source.path, 'name']}
    if (!isKept.known) return yield {...place, unsure: isKept.because}
    if (isKept.value) return
    const left = untilRotation(certificate, now)
    const data = {
      secret: kubectlName(secret),
      certificate: kubectlName(certificate.object.ref),
      when: certificate.renewalTime === undefined ? `every ${humanDuration(left)}` : inTime(left),
    }
    const severity = left > FAR_ROTATION ? {severity: 'info' as const} : {}
    yield {...place, problem: 'rotates', data, remedy: remedyFor(subject), ...severity}
  },
})

const inTime = (left: number): string => (left > 0 ? `next in ${humanDuration(left)}` : 'due now')

const remedyFor = ({source, secret, certificate, content}: RotatingSource): readonly Remedy[] => {
  const {object} = certificate
  const say = `Let ${kubectlName(object.ref)} keep its key: privateKey.rotationPolicy: Never`
  const keep = change(object, say, {spec: {privateKey: {rotationPolicy: 'Never'}}})
  const pem = content?.object === undefined ? '' : textsIn(content.object, source.source.key).join('')
  const copy = `Or keep the root that is in use now in a ConfigMap, and the Secret as a second source for the next one`
  if (pem === '') return [keep, {say: copy}]
  const name = `${secret.name}-root`
  return [
    keep,
    {say: copy, apply: alsoFromConfigMap(source.bundle.object, {namespace: secret.namespace ?? '', name, pem})},
  ]
}
