import {componentInfo} from '../../core/component.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {componentSkews} from '../../facts/component/component-skews.ts'

/** An upgrade that is under way. */
const PATIENCE = 10 * 60_000

export const versionSkew = defineRule({
  id: 'PKI805',
  name: 'component/version-skew',
  severity: 'warning',
  since: '0.1.0',
  title: 'Parts of a component are of different releases',
  why: 'The parts of cert-manager are released and tested together; a webhook of another release checks and fills in objects by other rules than the controller goes by. The API server drops fields that a CustomResourceDefinition does not know, without a word: what a newer controller offers then seems to be ignored. Helm never upgrades what a chart has in its `crds` folder.',
  remediation: ['Upgrade all parts, and the CustomResourceDefinitions before the controller.'],
  messages: {
    helper: 'It is of {written}, and the controller of {component} of {controller}',
    definitions: 'The CustomResourceDefinition is of {written}, and the controller of {component} of {controller}',
  },
  disprovedBy: ['core/pods'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}}`,
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-webhook:v1.16.2"}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-webhook:v1.21.0"}]}}}`,
  },

  each: componentSkews,
  *check({skews}, _, {now}) {
    for (const {component, object: at, path, written, controller, is: problem, since} of skews) {
      if (now.getTime() - since < PATIENCE) continue
      const say = `Bring it to ${controller}: ${componentInfo(component).docs}`
      yield {at, path, problem, data: {component, written, controller}, remedy: [{say}]}
    }
  },
})
