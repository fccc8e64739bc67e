import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {bundleContents, sourceName, sourcePath} from '../../facts/trust/bundle-contents.ts'

export const bundleHoldsExpired = defineRule({
  id: 'PKI408',
  name: 'trust/bundle-holds-expired',
  severity: 'warning',
  since: '0.1.0',
  title: 'Bundle distributes an expired CA',
  why: 'trust-manager passes expired certificates on unless it is told not to, and says Synced=True. Nothing verifies with an expired root. Beside its successor it is only a leftover; where it stands alone, whatever it has signed is refused by everybody who relies on the Bundle.',
  remediation: [
    'Put the CA that is in use now into the source, and take the expired one out.',
    'Or let trust-manager leave expired certificates out (chart value `filterExpiredCertificates.enabled: true`).',
  ],
  messages: {
    one: '{subject}, from {source}, expired {ago} ago',
    several: '{count} certificates in {source} have expired, the latest, {subject}, {ago} ago',
  },
  waitsFor: 'issuance',
  disprovedBy: ['apps/deployments', 'helm.toolkit.fluxcd.io/helmreleases'],
  examples: {
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert corp-2016 ca notBefore=-3650d notAfter=-3d}}"}], target: {configMap: {key: ca.crt}}}`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert corp-2026 ca}}"}], target: {configMap: {key: ca.crt}}}`,
  },

  each: bundleContents,
  *check({bundle, sources, dropsExpired}, _, {now}) {
    if (dropsExpired) return
    const lapsed = ({notAfter}: Certificate) => notAfter < now.getTime()
    const current = new Set(
      sources.flatMap(({certificates}) => certificates.filter(each => !lapsed(each))).map(({subject}) => subject.key),
    )
    for (const content of sources) {
      const expired = content.certificates.filter(lapsed).sort((a, b) => b.notAfter - a.notAfter)
      const [latest] = expired
      if (latest === undefined) continue
      const data = {
        source: sourceName(content),
        subject: latest.subject.toString(),
        ago: humanDuration(now.getTime() - latest.notAfter),
        count: expired.length,
      }
      const problem = expired.length === 1 ? 'one' : 'several'
      const isLeftover = expired.every(({subject}) => current.has(subject.key))
      const severity = isLeftover ? {severity: 'info' as const} : {}
      yield {at: bundle.object, path: sourcePath(content), problem, data, ...severity}
    }
  },
})
