import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {sourceFromConfigMap, withKey} from '../../core/trust/bundle-manifest.ts'
import {isLate} from '../../facts/certificate/secret-makers.ts'
import {bundleSources, type SourceObject} from '../../facts/trust/bundle-sources.ts'
import {keyStateOf, meantCertificates} from '../../facts/trust/source-keys.ts'

export const sourceMissing = defineRule({
  id: 'PKI402',
  name: 'trust/source-missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Source of a Bundle is missing',
  why: 'trust-manager reads sources from one namespace only, its trust namespace. A source that lies elsewhere does not exist for it, and one source that is missing stops the whole Bundle: no target is written any more.',
  remediation: ['Put the CA certificate, without its key, into the trust namespace, or name the source that is there.'],
  messages: {
    missing: '{object} is not in {namespace}, the only namespace from which trust-manager reads sources',
    elsewhere: '{object} is not in {namespace}, from where trust-manager reads sources, but in {places}',
    key: '{object} in {namespace} has no key {key}: {keys}',
    late: '{object} is not in {namespace} yet: {maker} has not made it',
  },
  breaks: ['source'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0, args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{configMap: {name: corp-root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}`,
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp-root, namespace: step-ca}
data: {ca.crt: "{{cert root ca}}"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp-root, namespace: cert-manager}
data: {ca.crt: "{{cert root ca}}"}`,
  },

  each: bundleSources,
  *check(subject, _, {now}) {
    const {bundle, source, target, object, makers, elsewhere} = subject
    const at = bundle.object
    const path = [...source.path, 'name']
    if (!target.known) return yield {at, path, unsure: target.because}
    const data = {object: kubectlName(target.value), namespace: target.value.namespace ?? ''}
    if (object.known && object.value !== null) {
      const state = keyStateOf(object.value, subject)
      const key = source.key ?? ''
      if (state.is === 'unknown') yield {at, path, unsure: {reason: 'undeclared', detail: state.detail}}
      if (state.is !== 'missing') return
      const keys = state.keys.length === 0 ? 'it is empty' : `it has ${state.keys.join(', ')}`
      const say = `Let the source name the key ${state.instead}, which holds certificates`
      const remedy = state.instead && {remedy: [{say, apply: [withKey(bundle.object, source.path, state.instead)]}]}
      yield {at, path: [...source.path, 'key'], problem: 'key', data: {...data, key, keys}, ...remedy}
    } else if (makers.length > 0) {
      const late = object.known ? makers.find(maker => isLate(maker, now.getTime())) : undefined
      if (late === undefined) return
      yield {at, path, problem: 'late', data: {...data, maker: kubectlName(late.object.ref)}, waitsFor: 'issuance'}
    } else if (!object.known && elsewhere.length === 0) yield {at, path, unsure: object.because}
    else if (elsewhere.length === 0) yield {at, path, problem: 'missing', data}
    else {
      const places = elsewhere.map(({namespace}) => namespace).join(', ')
      const detail = `it may exist in ${data.namespace}; what was read has one in ${places}`
      if (!object.known) return yield {at, path, unsure: {...object.because, detail}}
      const pair = {expected: data.namespace, found: places}
      yield {at, path, problem: 'elsewhere', data: {...data, places}, ...pair, remedy: moving(subject, data.namespace)}
    }
  },
})

/** Only certificates are moved: a copied Secret would be a copied key. */
const moving = ({bundle, source, elsewhere}: SourceObject, namespace: string): readonly Remedy[] => {
  const found = elsewhere.find(({object}) => object !== undefined)?.object
  const pem = found === undefined ? undefined : meantCertificates(found, source.key)
  const name = source.name ?? ''
  const follow = `what makes ${name} in ${elsewhere[0]?.namespace} make it in ${namespace}`
  if (pem === undefined) return [{say: `Let ${follow}`}]
  return [
    {
      say: `Put its certificate, without the key, into a ConfigMap in namespace ${namespace}, and take it from there`,
      apply: sourceFromConfigMap(bundle.object, source.path, {namespace, name, pem}),
    },
    {say: `Or, so that a renewed CA is followed, let ${follow}`},
  ]
}
