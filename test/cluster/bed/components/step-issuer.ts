import {readFileSync} from 'node:fs'
import path from 'node:path'
import {parse} from 'yaml'
import type {Bed} from '../bed.ts'
import {storedPath} from '../build/tools.ts'
import {runWorkload} from '../workload.ts'
import type {Component} from './component.ts'

const namespace = 'step-issuer-system'
const name = 'step-issuer'
const version = '0.12.0'

const selectorLabels = {'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name}
const labels = {
  'helm.sh/chart': `step-issuer-1.${version.split('.')[1]}.0`,
  ...selectorLabels,
  'app.kubernetes.io/version': version,
  'app.kubernetes.io/managed-by': 'Helm',
}
const controlPlane = {'control-plane': 'controller-manager'}

const manager = {
  name: 'manager',
  image: `cr.smallstep.com/smallstep/step-issuer:${version}`,
  command: ['/manager'],
  args: ['--metrics-bind-address=127.0.0.1:8080', '--enable-leader-election'],
}

const deployment = {
  ...{apiVersion: 'apps/v1', kind: 'Deployment'},
  metadata: {name, namespace, labels: {...controlPlane, ...labels}},
  spec: {
    replicas: 1,
    selector: {matchLabels: {...controlPlane, ...selectorLabels}},
    template: {
      metadata: {labels: {...controlPlane, ...labels}},
      spec: {serviceAccountName: name, containers: [manager]},
    },
  },
}

const signers = ['stepissuers.certmanager.step.sm/*', 'stepclusterissuers.certmanager.step.sm/*']
const approve = {apiGroups: ['cert-manager.io'], resources: ['signers'], verbs: ['approve'], resourceNames: signers}

const grant = (
  role: string,
  rules: readonly object[],
  subject: {name: string; namespace: string},
): readonly object[] => [
  {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: `${name}-${role}-role`}, rules},
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding'},
    metadata: {name: `${name}-${role}-rolebinding`},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${name}-${role}-role`},
    subjects: [{kind: 'ServiceAccount', ...subject}],
  },
]

const managerRules = async (): Promise<readonly object[]> => {
  const role = path.join(await storedPath('issuers', 'rbac/step-issuer'), 'role.yaml')
  return parse(readFileSync(role, 'utf8')).rules
}

/** The chart's objects, by the rules of the module's own role; the chart itself is no Go module. */
const objects = async (): Promise<readonly object[]> => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name, namespace, labels}},
  ...grant('manager', await managerRules(), {name, namespace}),
  ...grant('approver', [approve], {name: 'cert-manager', namespace: 'cert-manager'}),
  deployment,
]

/** step-issuer as a process under its ServiceAccount. It reaches the CA by the names of Services. */
export const stepIssuer: Component = {
  name: 'step-issuer',
  groups: ['issuers', 'cert-manager'],
  after: ['cert-manager'],
  async install(bed: Bed) {
    await bed.installCrds('step-issuer')
    await bed.apply(...(await objects()))
    let started = 0
    await runWorkload(bed, {
      ...{process: 'step-issuer', tool: 'step-issuer', kind: 'deployments', namespace, name, usesClusterDns: true},
      isReady: () => bed.process('step-issuer').log.split('Starting workers').length > started + 3,
      arguments: given => {
        started = bed.process('step-issuer').log.split('Starting workers').length - 1
        return [...given.filter(arg => !/leader-election|metrics/.test(arg)), '--metrics-bind-address=0']
      },
    })
  },
}
