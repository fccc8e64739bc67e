import {componentInfo, parseImage} from '../../core/component.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {kubeletApprovers} from '../../facts/kubelet/kubelet-approvers.ts'

export const approverFloatingTag = defineRule({
  id: 'PKI509',
  name: 'kubelet/approver-floating-tag',
  severity: 'warning',
  since: '0.1.0',
  title: 'Approver of kubelets runs whatever is newest',
  why: 'Whoever may approve requests of kubelets decides who can pass for a node. A tag such as `main` or `latest` is another program after each push to its repository, on each node that has not pulled it yet. The installation that the Talos documentation links to has such a tag.',
  remediation: ['Name a version, or better a digest, in the image of the approver.'],
  messages: {
    floating: '{component} runs {image}, a tag that moves with every build',
    untagged: '{component} runs {image}, which is whatever latest means on the day',
  },
  examples: {
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: kubelet-serving-cert-approver}
spec: {template: {spec: {containers: [{image: "ghcr.io/alex1989hu/kubelet-serving-cert-approver:main"}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: kubelet-serving-cert-approver}
spec: {template: {spec: {containers: [{image: "ghcr.io/alex1989hu/kubelet-serving-cert-approver:0.10.1"}]}}}`,
  },

  each: kubeletApprovers,
  *check({object: at, path, component, image}) {
    const {tag, digest} = parseImage(image)
    if (digest !== undefined || (tag !== undefined && isVersion(tag))) return
    const data = {component, image}
    const remedy = [{say: `Name a released version: ${componentInfo(component).docs}/releases`}]
    yield {at, path, problem: tag === undefined ? 'untagged' : 'floating', data, remedy}
  },
})

/** Two numbers at least, or a commit; what is filled in later counts as one. */
const isVersion = (tag: string): boolean =>
  /\d+\.\d+/.test(tag) || /(?:^|[-.])[0-9a-f]{7,64}$/.test(tag) || isFilledLater(tag)
