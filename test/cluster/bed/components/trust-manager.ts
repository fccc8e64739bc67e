import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {isHealthy} from '../control-plane/health.ts'
import {runWorkload} from '../workload.ts'
import type {Component} from './component.ts'
import {installChart} from './install-chart.ts'

const secretPath = '/api/v1/namespaces/cert-manager/secrets/trust-manager-tls'

/** What a kubelet would mount at /tls. */
const mountTls = async (bed: Bed): Promise<string> => {
  const folder = path.join(bed.ground.run, 'trust-manager-tls')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const secret = await bed.waitFor('the Secret trust-manager-tls', () => bed.api.find(secretPath))
  for (const [key, value] of Object.entries(secret.data ?? {})) {
    writeFileSync(path.join(folder, key), Buffer.from(String(value), 'base64'), {mode: 0o600})
  }
  return folder
}

const admits = async (bed: Bed): Promise<boolean> => {
  const bundle = {
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    metadata: {name: 'probe'},
    spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: 'ca.crt'}}},
  }
  const at = '/apis/trust.cert-manager.io/v1alpha1/bundles?dryRun=All'
  return (await bed.api.send('POST', at, bundle)).status === 201
}

/**
 * trust-manager from its chart. Its serving certificate comes from cert-manager, and under approver-policy by the
 * policy that the chart brings for it; where nobody approves yet, by helm (`helmCert`).
 */
export const trustManager: Component = {
  name: 'trust-manager',
  groups: ['cert-manager'],
  after: ['cert-manager', 'approver-policy'],
  async install(bed, options) {
    const hasPolicies = bed.installed.includes('approver-policy')
    const nobodyApproves = !hasPolicies && (options.approver ?? 'policy') === 'policy'
    const tls = {approverPolicy: {enabled: hasPolicies}, helmCert: {enabled: nobodyApproves}}
    await installChart(bed, 'trust-manager', {defaultPackage: {enabled: false}, app: {webhook: {tls}}}, options)
    const [webhook, health, metrics] = await Promise.all([1, 2, 3].map(() => bed.ground.ports.next()))
    await runWorkload(bed, {
      ...{process: 'trust-manager', tool: 'trust-manager', kind: 'deployments', namespace: 'cert-manager'},
      ...{name: 'trust-manager', ports: {6443: webhook ?? 0}},
      isReady: () => isHealthy(health ?? 0, '/readyz'),
      arguments: async given => [
        ...given,
        ...['--leader-elect=false', `--metrics-port=${metrics}`, `--readiness-probe-port=${health}`],
        ...[
          '--webhook-host=127.0.0.1',
          `--webhook-port=${webhook}`,
          `--webhook-certificate-dir=${await mountTls(bed)}`,
        ],
      ],
    })
    await bed.waitFor("trust-manager's webhook to admit a Bundle", () => admits(bed))
  },
}
