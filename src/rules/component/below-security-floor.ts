import {componentInfo} from '../../core/component.ts'
import {isBelow, SECURITY_FLOORS} from '../../core/component-floors.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {unknown} from '../../core/knowing.ts'
import {componentVersions} from '../../facts/component/component-versions.ts'
import {WORKLOAD_KINDS} from '../../facts/component/components.ts'

export const belowSecurityFloor = defineRule({
  id: 'PKI802',
  name: 'component/below-security-floor',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: 'Component has a known security hole',
  why: 'Whoever decides what is approved or signed decides who can pass for whom. The table behind this rule holds published holes of the components of the trust layer, each with the versions that closed it. It was written with this version of the program and knows nothing that came later: silence means that nothing in the table applies. A version is known by the tag of the image, or by that of the chart where both are the same.',
  remediation: ['Upgrade to a version in which it is closed.'],
  messages: {
    open: '{component} {version} lets {what}; closed in {fixed}',
  },
  disprovedBy: ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets'],
  examples: {
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-approver-policy:v0.26.1"}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-approver-policy:v0.27.0"}]}}}`,
  },

  each: componentVersions,
  *check({component, object: at, path, written, version}) {
    const floors = SECURITY_FLOORS.filter(floor => floor.component === component)
    if (version === undefined) {
      const isWorkload = WORKLOAD_KINDS.includes(at.ref.kind)
      if (floors.length > 0) yield {at, path, unsure: isWorkload ? UNNAMED : UNSAID}
      return
    }
    const open = floors.filter(floor => isBelow(version, floor))
    const last = open.at(-1)
    if (last === undefined) return
    const what = open.map(({lets}) => lets).join(', and ')
    const data = {component, version: written, what, fixed: last.fixed.join(', ')}
    const say = `Upgrade ${component} (${componentInfo(component).docs}); about it: ${open.map(({source}) => source).join(' ')}`
    const severity = open.every(({isLimited}) => isLimited) ? {severity: 'warning' as const} : {}
    yield {at, path, problem: 'open', data, remedy: [{say}], ...severity}
  },
})

const UNSAID = unknown('undeclared', 'its release does not say which version of the program it installs').because

const UNNAMED = unknown('unreadable', 'its image does not name a version').because
