import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {listed} from '../../core/listing.ts'
import {withKey} from '../../core/trust/bundle-manifest.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {findIssuers, isSelfSigned} from '../../core/x509/path/path.ts'
import {bundleContents, type SourceContent, sourceName, sourcePath, textsIn} from '../../facts/trust/bundle-contents.ts'

export const bundleHoldsNonCa = defineRule({
  id: 'PKI407',
  name: 'trust/bundle-holds-non-ca',
  severity: 'warning',
  since: '0.1.0',
  title: 'Bundle distributes what is no root CA',
  why: 'trust-manager passes on whatever certificates it finds and says Synced=True. A server certificate in a trust store vouches for that one certificate until it is renewed, and for nothing else. An intermediate is a trust anchor for Go and Java, but not for most programs on OpenSSL, which want the root above it. With an intermediate as issuer, `ca.crt` of a Secret is the intermediate.',
  remediation: [
    'Let the source name the root CA: for a CA that cert-manager makes, its own Secret or the `ca.crt` beside a certificate that the root has signed.',
  ],
  messages: {
    leaf: '{subject}, from {source}, is no CA: it vouches for itself alone',
    intermediate: '{subject}, from {source}, is an intermediate CA, and the CA above it is not in the Bundle',
  },
  disprovedBy: ['helm.toolkit.fluxcd.io/helmreleases', 'apps/deployments'],
  examples: {
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert web.corp signedBy=corp san=web.corp}}"}], target: {configMap: {key: ca.crt}}}`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{inLine: "{{cert corp ca}}"}], target: {configMap: {key: ca.crt}}}`,
  },

  each: bundleContents,
  *check({bundle, sources, unread, dropsLeaves}) {
    const all = sources.flatMap(({certificates}) => certificates)
    for (const content of sources) {
      const [leaves, cas] = split(content.certificates.filter(each => !isSelfSigned(each)))
      const place = {at: bundle.object, path: sourcePath(content)}
      const dataOf = (found: readonly Certificate[]) => ({
        source: sourceName(content),
        subject: listed(found.map(({subject}) => subject.toString())),
      })
      if (leaves.length > 0 && !dropsLeaves) {
        yield {...place, problem: 'leaf', data: dataOf(leaves), remedy: remedyFor(content, bundle.object)}
      }
      const rootless = unread === undefined ? cas.filter(each => findIssuers(each, all).length === 0) : []
      if (rootless.length > 0) yield {...place, problem: 'intermediate', data: dataOf(rootless), severity: 'info'}
    }
  },
})

const split = (certificates: readonly Certificate[]): readonly [Certificate[], Certificate[]] => {
  const {leaves = [], cas = []} = Object.groupBy(certificates, ({isCa}) => (isCa ? 'cas' : 'leaves'))
  return [leaves, cas]
}

const remedyFor = ({object, source}: SourceContent, bundle: KubeObject): readonly Remedy[] => {
  const hasAuthority = object !== undefined && source.key !== 'ca.crt' && textsIn(object, 'ca.crt').length > 0
  if (!hasAuthority) return [{say: 'Put the certificate of the root CA into the source in place of this one'}]
  const say = 'Let the source name the key ca.crt, which holds the certificate of the CA'
  return [{say, apply: [withKey(bundle, source.path, 'ca.crt')]}]
}
