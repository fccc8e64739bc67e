import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {syncRemedies} from '../../core/trust/sync-remedies.ts'
import {isLate} from '../../facts/certificate/secret-makers.ts'
import {bundleSources, type SourceObject} from '../../facts/trust/bundle-sources.ts'
import {bundles} from '../../facts/trust/bundles.ts'

/** trust-manager answers within milliseconds, and takes seconds to start. */
const PATIENCE = 2 * 60_000

export const bundleNotSynced = defineRule({
  id: 'PKI401',
  name: 'trust/bundle-not-synced',
  severity: 'error',
  since: '0.1.0',
  title: 'Bundle is not distributed',
  why: 'trust-manager writes a Bundle to namespaces only when it could read all of its sources. Until then every target keeps what it had: after the CA was renewed that is the old root, and a new namespace gets nothing.',
  remediation: ['Mend what the message names; trust-manager looks again as soon as the object changes.'],
  messages: {
    source: 'trust-manager cannot build it: {detail}',
    failed: 'trust-manager cannot write it: {detail}',
    silent: 'trust-manager has said nothing about it for {age}',
    unreconciled: 'Nothing distributes it: no released trust-manager reconciles ClusterBundles',
  },
  breaks: ['distribution'],
  disprovedBy: ['core/secrets', 'cert-manager.io/certificates'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp-root, namespace: cert-manager}
data: {ca.crt: "{{cert root ca}}"}`,
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{configMap: {name: corp-root, key: ca.crt}}], target: {secret: {key: ca.crt}}}
status:
  conditions: [{type: Synced, status: "False", reason: SecretTargetsDisabled, message: Bundle has Secret targets but the feature is disabled}]`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{configMap: {name: corp-root, key: ca.crt}}], target: {configMap: {key: ca.crt}}}
status:
  conditions: [{type: Synced, status: "True", reason: Synced, message: Successfully synced Bundle to all namespaces}]`,
  },

  each: bundles,
  needs: {sources: bundleSources},
  *check({object: at, synced, api, isReconciled, created}, {sources}, {now}) {
    const path = ['status', 'conditions']
    const age = now.getTime() - (created ?? now.getTime())
    if (synced === undefined) {
      if (age < PATIENCE) return
      if (!isReconciled) yield {at, path: ['kind'], problem: 'unreconciled', severity: 'warning'}
      else if (api === 'Bundle') {
        yield {
          at,
          path: ['metadata', 'name'],
          problem: 'silent',
          data: {age: humanDuration(age)},
          waitsFor: 'distribution',
        }
      }
    } else if (synced.status !== 'True') {
      const isSource = synced.reason.startsWith('Source')
      if (isSource && sources.some(each => each.bundle.object === at && isUnderWay(each, now))) return
      const detail = synced.message.replace(/^(?:Bundle source was not found|Failed to build bundle sources): /, '')
      const remedy = syncRemedies(synced.message)
      const more = {data: {detail: detail || synced.reason}, ...(remedy.length > 0 && {remedy})}
      if (isSource) yield {at, path, problem: 'source', waitsFor: 'source', ...more}
      else yield {at, path, problem: 'failed', waitsFor: 'distribution', ...more}
    }
  },
})

/** A source that is not there yet, but is being made. */
const isUnderWay = ({object, makers}: SourceObject, now: Date): boolean =>
  object.known && object.value === null && makers.length > 0 && !makers.some(maker => isLate(maker, now.getTime()))
