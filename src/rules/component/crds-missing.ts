import {defineRule} from '../../core/doctor/rule.ts'
import {createdAt} from '../../core/kube/condition.ts'
import {kindInfo} from '../../core/kube/kind.ts'
import type {Path} from '../../core/kube/object.ts'
import {componentCrds, type InstalledComponent} from '../../facts/component/component-crds.ts'
import {stagesOf} from '../../facts/component/component-stages.ts'

/** A release that is being installed brings its CRDs within this time. */
const PATIENCE = 5 * 60_000

export const crdsMissing = defineRule({
  id: 'PKI806',
  name: 'component/crds-missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Component runs without its CRDs',
  why: "cert-manager's chart leaves its CRDs out unless `crds.enabled` says otherwise, Helm never upgrades those of a chart's `crds` folder, and uninstalling may take them along, with every object of their kinds. Without them objects are refused (`no matches for kind`), and the controller waits or crashes.",
  remediation: [
    'Let the chart bring them: `crds.enabled: true` in its values, and `crds.keep: true` so that they outlive it.',
    'Or apply the CRDs of the same version before the controller.',
  ],
  messages: {unserved: '{component} is there, but the API server knows no {kinds}'},
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager, creationTimestamp: "{{now -1h}}"}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/trust-manager:v0.24.0}]}}}`,
    bad: `
# unserved: trust.cert-manager.io/bundles`,
    good: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: bundles.trust.cert-manager.io}
spec: {group: trust.cert-manager.io, names: {plural: bundles, kind: Bundle}}`,
  },

  each: componentCrds,
  *check({info, installation, missing}, _, {now}) {
    const at = installation.object
    const path = pathOf(installation)
    if (!missing.known) {
      yield {at, path, unsure: missing.because}
      return
    }
    const isNew = now.getTime() - (createdAt(at) ?? 0) < PATIENCE
    if (missing.value.length === 0 || isNew) return
    const kinds = missing.value.map(kind => kindInfo(kind).manifestKind)
    yield {
      at,
      path,
      problem: 'unserved',
      data: {component: info.id, kinds: kinds.join(', ')},
      breaks: ['admission', ...stagesOf(info.id)],
    }
  },
})

const pathOf = ({release}: InstalledComponent['installation']): Path =>
  release === undefined ? [] : [...release.valuesPath, 'crds', 'enabled']
