import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {MountedChain} from '../../facts/consumer/mounted-chains.ts'
import {verdictOf, type WebhookProblem} from '../../facts/consumer/webhook-verdicts.ts'
import {type WebhookTrust, webhooks} from '../../facts/consumer/webhooks.ts'

export const webhookCaBundleInvalid = defineRule({
  id: 'PKI604',
  name: 'consumer/webhook-ca-bundle-invalid',
  severity: 'error',
  since: '0.1.0',
  title: 'API server cannot verify a webhook',
  why: 'With failurePolicy Fail every matching request is refused, with Ignore it passes unchecked. The API server trusts nothing but the caBundle of the webhook; cainjector adds to a bundle that is there, so a right CA beside others is fine.',
  remediation: [
    'Let cainjector fill it in, by the annotation cert-manager.io/inject-ca-from on the configuration.',
    'Or restart the operator that the webhook belongs to, if that makes its own certificate.',
  ],
  messages: {
    empty: '{names}: there is no caBundle, and no annotation asks cainjector for one',
    uninjected: '{names}: there is no caBundle, although {annotation} asks cainjector for one: {obstacle}',
    garbage: '{names}: no CA can be read from caBundle: {detail}',
    expired: '{names}: every CA in caBundle has expired, the last {ago} ago ({subject})',
    early: '{names}: no CA in caBundle is valid yet, the first is in {wait} ({subject})',
    stale: '{names}: caBundle does not hold the CA of {source}, which cainjector should have put there',
    untrusted: '{names}: caBundle does not verify the certificate of {source}: it {detail}',
    host: '{names}: the certificate of {source} {detail}',
  },
  breaks: ['admission'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: guard, namespace: guard}
spec: {secretName: guard-tls, dnsNames: [guard.guard.svc], issuerRef: {name: guard}}
---
apiVersion: v1
kind: Secret
metadata: {name: guard-tls, namespace: guard, annotations: {cert-manager.io/certificate-name: guard}}
data: {ca.crt: "{{base64 cert ca ca}}", tls.crt: "{{base64 cert guard signedBy=ca san=guard.guard.svc}}"}`,
    bad: `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard, creationTimestamp: "{{now -1h}}", annotations: {cert-manager.io/inject-ca-from: guard/guard}}
webhooks: [{name: guard.corp, clientConfig: {service: {name: guard, namespace: guard}, caBundle: "{{base64 cert old ca}}"}}]`,
    good: `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard, creationTimestamp: "{{now -1h}}", annotations: {cert-manager.io/inject-ca-from: guard/guard}}
webhooks: [{name: guard.corp, clientConfig: {service: {name: guard, namespace: guard}, caBundle: "{{base64 cert ca}}"}}]`,
  },

  each: webhooks,
  *check(webhook, _, {now}) {
    const {object: at, path, names, injection} = webhook
    const verdict = verdictOf(webhook, now)
    if (verdict === null) return
    if ('unsure' in verdict) return yield {at, path, unsure: verdict.unsure}
    const {problem, data} = verdict
    const remedy = remedyFor(problem, webhook)
    const waits =
      injection === undefined ? {} : {waitsFor: problem === 'host' ? ('names' as const) : ('issuance' as const)}
    yield {at, path, problem, data: {...data, names}, ...waits, ...(remedy.length > 0 && {remedy})}
  },
})

/** Without an injection or a mounted Secret nobody but the owner of the webhook knows what is right: the rule's own sentences say so. */
const remedyFor = (problem: WebhookProblem, webhook: WebhookTrust): readonly Remedy[] => {
  const {injection, host, served, object} = webhook
  const [mounted] = problem === 'untrusted' && served.known ? served.value : []
  if (mounted !== undefined) return [trusting(object, mounted)]
  if (injection === undefined) return []
  if (problem === 'host') return [{say: `Add ${host} to the dnsNames of the Certificate`}]
  if (injection.obstacle !== undefined)
    return [{say: `cainjector fills it in as soon as this is mended: ${injection.obstacle}`}]
  return [{say: 'See that cainjector of cert-manager runs, and what its log says about this configuration'}]
}

const trusting = (object: WebhookTrust['object'], {secret, certificate}: MountedChain): Remedy => {
  const {name, namespace} = secret
  if (certificate === undefined)
    return {
      say: `Put the CA that has signed secret/${name} of ${namespace} into caBundle; of a self-signed certificate that is itself`,
    }
  const annotations = {'cert-manager.io/inject-ca-from': `${namespace}/${certificate}`}
  return change(
    object,
    `Let cainjector fill it in, by the annotation cert-manager.io/inject-ca-from: ${namespace}/${certificate}`,
    {metadata: {annotations}},
  )
}
