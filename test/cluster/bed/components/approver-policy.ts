import {readFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../bed.ts'
import {groupFolder} from '../build/go-groups.ts'
import {isHealthy} from '../control-plane/health.ts'
import {runWorkload} from '../workload.ts'
import type {Component} from './component.ts'
import {installChart} from './install-chart.ts'
import {newHolder} from './lease-holder.ts'

const name = 'cert-manager-approver-policy'

const admits = async (bed: Bed): Promise<boolean> => {
  const policy = {
    apiVersion: 'policy.cert-manager.io/v1alpha1',
    kind: 'CertificateRequestPolicy',
    metadata: {name: 'probe'},
    spec: {selector: {issuerRef: {}}},
  }
  const path = '/apis/policy.cert-manager.io/v1alpha1/certificaterequestpolicies?dryRun=All'
  return (await bed.api.send('POST', path, policy)).status === 201
}

/** The chart's image as its release stamps it: in the repository it is v0.0.0. */
const releasedImage = (): object => {
  const modules = readFileSync(path.join(groupFolder('cert-manager'), 'go.mod'), 'utf8')
  const version = /\/approver-policy (v\S+)/.exec(modules)?.[1]
  if (version === undefined) throw new Error('go.mod names no version of approver-policy')
  return {image: {_defaultReference: `:${version}`}}
}

/** approver-policy from its chart; ready when it holds its Lease and its webhook admits a policy. */
export const approverPolicy: Component = {
  name: 'approver-policy',
  groups: ['cert-manager'],
  after: ['cert-manager'],
  async install(bed, options) {
    await installChart(bed, 'approver-policy', releasedImage(), options)
    const [webhook, health] = [await bed.ground.ports.next(), await bed.ground.ports.next()]
    const holder = newHolder(bed, 'cert-manager', 'policy.cert-manager.io')
    await runWorkload(bed, {
      ...{process: 'approver-policy', tool: 'approver-policy', kind: 'deployments', namespace: 'cert-manager', name},
      ports: {10250: webhook},
      isReady: async () => (await isHealthy(health, '/readyz')) && holder.isThere(),
      async arguments(given) {
        await holder.remember()
        return [
          ...given,
          ...['--leader-election-namespace=cert-manager', '--metrics-bind-address=0', '--webhook-host=127.0.0.1'],
          ...[`--readiness-probe-bind-address=127.0.0.1:${health}`, `--webhook-port=${webhook}`],
        ]
      },
    })
    await bed.waitFor("approver-policy's webhook to admit a policy", () => admits(bed))
  },
}
