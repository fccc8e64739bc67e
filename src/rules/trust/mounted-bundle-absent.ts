import {operands} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {describeRequirements} from '../../core/kube/label-selector.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type AbsentMount, absentBundleMounts} from '../../facts/trust/absent-bundle-mounts.ts'

/** trust-manager writes to a new namespace at once; what is created together is applied within seconds. */
const PATIENCE = 2 * 60_000

export const mountedBundleAbsent = defineRule({
  id: 'PKI412',
  name: 'trust/mounted-bundle-absent',
  severity: 'error',
  since: '0.1.0',
  title: 'Pods wait for a Bundle that their namespace does not get',
  why: 'A pod that mounts a ConfigMap or Secret which is not there does not start: it stays in ContainerCreating, with an event FailedMount, until trust-manager has written it. The Bundle is Synced=True all the while, because a namespace that its selector does not match is none of its business. Pods that run already are not disturbed before they are moved.',
  remediation: [
    'Give the namespace the labels that the Bundle selects.',
    'Or mark the volume `optional: true`, where the program can do without.',
  ],
  messages: {
    unselected: 'Volume {volume} shows {target} of bundle/{bundle}, which does not go to {namespace}: {reason}',
    absent: 'Volume {volume} shows {target} of bundle/{bundle}, which is not in {namespace}',
  },
  waitsFor: 'distribution',
  examples: {
    given: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec:
  sources: [{useDefaultCAs: true}]
  target: {configMap: {key: ca.crt}, namespaceSelector: {matchLabels: {trust: enabled}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {volumes: [{name: trust, configMap: {name: corp}}], containers: [{name: web}]}}}`,
    bad: `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {trust: "yes"}}`,
    good: `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {trust: enabled}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop, labels: {trust.cert-manager.io/bundle: corp}}
data: {ca.crt: "{{cert corp ca}}"}`,
  },

  each: absentBundleMounts,
  *check(subject, _, {now}) {
    const {object: at, path, volume, bundle, target, isAbsent, isReached, since} = subject
    if (now.getTime() - since < PATIENCE) return
    const data = {volume, target: kubectlName(target), bundle: bundle.name, namespace: target.namespace ?? ''}
    const isExpected = !isAbsent.known && isAbsent.because.reason === 'undeclared' && isReached.known && isReached.value
    if (isExpected) return
    if (!isAbsent.known) yield {at, path, unsure: isAbsent.because}
    else if (!isReached.known || isReached.value) yield {at, path, problem: 'absent', data, remedy: WAIT}
    else {
      const selector = describeRequirements(bundle.namespaceSelector ?? [])
      const reason = selector === '' ? 'trust-manager may not write to it' : `it is not ${selector}`
      yield {at, path, problem: 'unselected', data: {...data, reason}, remedy: remedyFor(subject)}
    }
  },
})

const WAIT = [{say: 'Mend what keeps trust-manager from writing it; the pods start by themselves then'}]

const remedyFor = ({bundle: {namespaceSelector}, target: {namespace = ''}}: AbsentMount): readonly Remedy[] => {
  const labels = (namespaceSelector ?? []).flatMap(({key, operator, values}) =>
    operator === 'In' && !key.startsWith('-') ? [`${key}=${values[0]}`] : [],
  )
  const optional = {say: 'Or mark the volume optional: true, where the program can do without'}
  if (labels.length === 0 || labels.length !== namespaceSelector?.length)
    return [{say: 'Let the Bundle go to this namespace'}, optional]
  return [
    {say: 'Label the namespace', run: ['kubectl', 'label', ...operands(`namespace/${namespace}`, ...labels)]},
    optional,
  ]
}
