import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {componentWorkloads} from '../../facts/component/component-workloads.ts'

/** A restart, a node that is drained, an image that is pulled. */
const PATIENCE = 3 * 60_000

export const unavailable = defineRule({
  id: 'PKI803',
  name: 'component/unavailable',
  severity: 'error',
  since: '0.1.0',
  title: 'Component of the trust layer does not run',
  why: 'While a controller is down everything looks as it did when it stopped: Certificates stay Ready, Bundles stay Synced, nothing is renewed, and no event tells. A certificate whose renewal falls into that time is not lost, because the controller catches up at its start; one that expires in it is. An outage of a step-ca or of a webhook while a request is signed costs an hour of back-off for each Certificate.',
  remediation: [
    'See what its pods and their logs say.',
    'Let it have two replicas where it elects a leader: the second takes over.',
  ],
  messages: {
    down: 'No pod of {component} is available{obstacle}',
    scaled: '{component} is scaled to 0',
  },
  examples: {
    given: `
apiVersion: v1
kind: Node
metadata: {name: n1}`,
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager, creationTimestamp: "{{now -3d}}"}
spec: {replicas: 1, template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0}]}}}
status: {replicas: 1, unavailableReplicas: 1, conditions: [{type: Available, status: "False", lastTransitionTime: "{{now -1h}}"}]}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager, creationTimestamp: "{{now -3d}}"}
spec: {replicas: 2, template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0}]}}}
status: {replicas: 2, availableReplicas: 1, unavailableReplicas: 1}`,
  },

  each: componentWorkloads,
  *check({name: component, workloads, breaks, isLeading}, _, {now}) {
    if (workloads.some(({state}) => state.known && state.value.isAvailable) || isLeading(now)) return
    const unseen = workloads.find(({state}) => !state.known)
    if (unseen?.state.known === false) return yield {at: unseen.object, path: [], unsure: unseen.state.because}
    const [first] = workloads
    if (!first?.state.known) return
    const {object: at, state} = first
    const {wanted, since, obstacle} = state.value
    if (wanted === 0) {
      yield {at, path: ['spec', 'replicas'], problem: 'scaled', data: {component}, breaks, remedy: [scaleUp(at)]}
    } else if (now.getTime() - since >= PATIENCE) {
      const data = {component, obstacle: obstacle === undefined ? '' : `: ${obstacle}`}
      yield {at, path: ['status'], problem: 'down', data, breaks, remedy: look(at)}
    }
  },
})

const scaleUp = ({ref, origin}: KubeObject): Remedy => {
  const say = 'Let it have a replica again'
  return origin.from === 'file' ? {say} : {say, run: kubectl('scale', ref, '--replicas=1')}
}

const look = ({ref}: KubeObject): readonly Remedy[] => [
  {say: 'See what its pods say', run: kubectl('describe', ref)},
  {say: 'And what it said last', run: kubectl('logs', ref, '--tail=50')},
]
