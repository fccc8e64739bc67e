import {defineRule} from '../../core/doctor/rule.ts'
import {type Kind, kindInfo, pluralOf} from '../../core/kube/kind.ts'
import {missing as absent, type KubeObject} from '../../core/kube/object.ts'
import {stagesOf} from '../../facts/component/component-stages.ts'
import {componentUses} from '../../facts/component/component-uses.ts'

export const missing = defineRule({
  id: 'PKI801',
  name: 'component/missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Component that objects need is missing',
  why: 'The API server keeps objects of a custom kind whether or not anything acts on them. Without their controller they look as they did when it last ran: Ready stays True, nothing is renewed, nothing is distributed, and no event tells. A controller that runs under an unknown image counts as there as long as it shows life: its leader Lease, or a status that changed within the hour.',
  remediation: ['Install the component.', 'Or delete what is left of it, where it was removed on purpose.'],
  messages: {absent: 'No workload or release is {component}, and these need it: {objects}'},
  disprovedBy: ['coordination.k8s.io/leases', 'argoproj.io/applications', 'helm.toolkit.fluxcd.io/helmreleases'],
  examples: {
    given: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}`,
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: mirror.corp/jetstack/trust-manager:v0.24.0}]}}}`,
  },

  each: componentUses,
  *check({info, objects, installed, isAlive}, _, {now}) {
    const [first] = objects
    if (!installed.known) {
      if (first !== undefined) yield {at: first, path: [], unsure: installed.because}
      return
    }
    if (installed.value || isAlive(now)) return
    const say = `Install ${info.id}: ${info.docs}`
    const data = {component: info.id, objects: count(objects)}
    yield {
      at: absent(info.home),
      path: [],
      problem: 'absent',
      data,
      remedy: [{say}, {say: UNWANTED}],
      breaks: stagesOf(info.id),
    }
  },
})

const UNWANTED = 'Or delete these objects, where it was removed on purpose'

/** `12 Certificates, 1 ClusterIssuer`. */
const count = (objects: readonly KubeObject[]): string => {
  const counts = new Map<Kind, number>()
  for (const {ref} of objects) counts.set(ref.kind, (counts.get(ref.kind) ?? 0) + 1)
  return [...counts]
    .map(([kind, many]) => (many === 1 ? `1 ${kindInfo(kind).manifestKind}` : `${many} ${pluralOf(kind)}`))
    .join(', ')
}
