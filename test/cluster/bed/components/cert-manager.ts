import type {Bed} from '../bed.ts'
import {isHealthy} from '../control-plane/health.ts'
import {runWorkload} from '../workload.ts'
import type {Component} from './component.ts'
import {installChart} from './install-chart.ts'
import {newHolder} from './lease-holder.ts'

const namespace = 'cert-manager'
const builtInApproverOff = '-certificaterequests-approver'

const runWebhook = async (bed: Bed): Promise<void> => {
  const [secure, health] = [await bed.ground.ports.next(), await bed.ground.ports.next()]
  await runWorkload(bed, {
    ...{process: 'cert-manager-webhook', tool: 'cert-manager', usesClusterDns: false},
    ...{kind: 'deployments', namespace, name: 'cert-manager-webhook', ports: {10250: secure}},
    isReady: () => isHealthy(health, '/healthz'),
    arguments: given => [
      'webhook',
      ...given,
      ...[`--secure-port=${secure}`, `--healthz-port=${health}`, '--metrics-listen-address=0'],
    ],
  })
}

const runLeader = async (
  bed: Bed,
  name: string,
  lease: string,
  args: (given: readonly string[]) => readonly string[],
) => {
  const holder = newHolder(bed, 'kube-system', lease)
  await runWorkload(bed, {
    ...{process: name, tool: 'cert-manager', kind: 'deployments', namespace, name, usesClusterDns: true},
    isReady: () => holder.isThere(),
    async arguments(given) {
      await holder.remember()
      return args(given)
    },
  })
}

const passedOn = ['--acme-http01-solver-image=', '--dns01-recursive-nameservers=']

/** Our main takes one flag where the real one takes a list of controllers, and few of the others. */
const controllerArguments = (given: readonly string[]): readonly string[] => {
  const off = given.some(arg => arg.startsWith('--controllers=') && arg.includes(builtInApproverOff))
  const others = given.filter(arg => passedOn.some(flag => arg.startsWith(flag)))
  return ['controller', `--auto-approve=${!off}`, ...others]
}

/** An Issuer passes the mutating and the validating webhook: the caBundle is there, and the certificate verifies. */
const admits = async (bed: Bed): Promise<boolean> => {
  const issuer = {apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: 'probe'}, spec: {selfSigned: {}}}
  const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/issuers?dryRun=All`
  return (await bed.api.send('POST', path, issuer)).status === 201
}

/** cert-manager from its chart: controller, webhook and cainjector, each under its own ServiceAccount. */
export const certManager: Component = {
  name: 'cert-manager',
  groups: ['cert-manager'],
  after: [],
  async install(bed, options) {
    const disableAutoApproval = (options.approver ?? 'policy') === 'policy'
    const values = {crds: {enabled: true}, startupapicheck: {enabled: false}, disableAutoApproval}
    await installChart(bed, 'cert-manager', values, options)
    await Promise.all([
      runWebhook(bed),
      runLeader(bed, 'cert-manager-cainjector', 'cert-manager-cainjector-leader-election', () => ['cainjector']),
      runLeader(bed, 'cert-manager', 'cert-manager-controller', controllerArguments),
    ])
    await bed.waitFor("cert-manager's webhook to admit an Issuer", () => admits(bed))
  },
}
