import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy, type Stage} from '../../core/doctor/rule.ts'
import {list, number} from '../../core/kube/object.ts'
import {type StackWebhook, stackWebhooks} from '../../facts/component/stack-webhooks.ts'
import {type Backing, serviceBackings} from '../../facts/consumer/service-backings.ts'

/** A restart, or a release that is being installed. */
const PATIENCE = 3 * 60_000

export const webhookUnreachable = defineRule({
  id: 'PKI804',
  name: 'component/webhook-unreachable',
  severity: 'error',
  since: '0.1.0',
  title: 'Webhook of the trust layer does not answer',
  why: 'The API server asks it before it stores an object. With failurePolicy Fail, which is the default, nothing of these kinds can be created or changed while it does not answer. That includes the CertificateRequests that cert-manager makes, so that renewals stand still although its controller runs.',
  remediation: [
    'Let the pods behind its Service run.',
    'Or delete the configuration, where its component was removed on purpose.',
  ],
  messages: {
    absent: '{names}: there is no service/{service} in {namespace}',
    unselected: '{names}: service/{service} in {namespace} selects no pods',
    unported: '{names}: service/{service} in {namespace} has no port {port}',
    down: '{names}: no pod behind service/{service} in {namespace} is available',
  },
  disprovedBy: ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets', 'core/pods'],
  examples: {
    given: `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: cert-manager-webhook, creationTimestamp: "{{now -3d}}"}
webhooks:
  - name: webhook.cert-manager.io
    clientConfig: {service: {name: cert-manager-webhook, namespace: cert-manager}}
    rules: [{apiGroups: [cert-manager.io, acme.cert-manager.io], apiVersions: [v1], operations: [CREATE, UPDATE], resources: ["*/*"]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {template: {metadata: {labels: {app: webhook}}, spec: {containers: [{image: quay.io/jetstack/cert-manager-webhook:v1.21.1}]}}}
status: {availableReplicas: 1}`,
    bad: `
apiVersion: v1
kind: Service
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {selector: {app: cert-manager-webhook}, ports: [{port: 443}]}`,
    good: `
apiVersion: v1
kind: Service
metadata: {name: cert-manager-webhook, namespace: cert-manager}
spec: {selector: {app: webhook}, ports: [{port: 443}]}`,
  },

  each: stackWebhooks,
  needs: {backings: serviceBackings},
  *check(webhook, {backings}, {now}) {
    const {object: at, path, names, service, port, created, refuses} = webhook
    if (created !== undefined && now.getTime() - created < PATIENCE) return
    const backing = backings.of(service)
    if (!backing.known) return yield {at, path, unsure: backing.because}
    const data = {names, service: service.name, namespace: service.namespace ?? '', port}
    const severity = refuses ? {} : {severity: 'warning' as const}
    const rest = {at, path, data, ...severity, breaks: breaksOf(webhook)}
    const problem = faultOf(backing.value, port)
    if (problem !== null) return yield {...rest, problem, remedy: remedy(webhook, problem)}
    if (backing.value.is !== 'selected') return
    const running = backings.run(backing.value.templates)
    if (!running.known) {
      if (created !== undefined) yield {at, path, unsure: running.because}
    } else if (!running.value.is && now.getTime() - running.value.since >= PATIENCE) {
      yield {...rest, problem: 'down', waitsFor: 'serving', remedy: remedy(webhook, 'down')}
    }
  },
})

const breaksOf = ({refuses, takesRequests}: StackWebhook): readonly Stage[] =>
  takesRequests ? ['admission', 'issuance'] : refuses ? ['admission'] : []

const faultOf = (backing: Backing, port: number): 'absent' | 'unselected' | 'unported' | null => {
  if (backing.is === 'absent') return 'absent'
  const ports = list(backing.service.body, 'spec', 'ports').map(each => number(each, 'port'))
  if (ports.length > 0 && !ports.includes(port)) return 'unported'
  return backing.is === 'selected' && backing.templates.length === 0 ? 'unselected' : null
}

const remedy = ({object, service}: StackWebhook, problem: string): readonly Remedy[] => {
  if (problem === 'absent') {
    return [
      {say: 'Install its component again, with its Service'},
      {say: 'Or delete the configuration, where it was removed on purpose', run: kubectl('delete', object.ref)},
    ]
  }
  if (problem !== 'down')
    return [{say: `Mend the Service: see what it selects, and its ports`, run: kubectl('describe', service)}]
  return [{say: 'See why its pods do not run', run: kubectl('describe', service)}]
}
