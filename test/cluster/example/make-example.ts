// Makes examples/goldentooth.snapshot.json: a real control plane with real controllers, broken in the ways in which people
// break it, saved by our own `snapshot save`. usage: npm run example (needs Go; 5 minutes)
import {setTimeout as sleep} from 'node:timers/promises'
import type {Bed} from '../bed/bed.ts'
import {withBed} from '../bed/start-bed.ts'
import {registerKubelet} from '../play/register-kubelet.ts'
import {runPki} from '../run-doctor.ts'
import {APPROVER, kubeletApprover} from '../stories/kubelet-approver-objects.ts'
import {RELEASE} from '../stories/step-ca-objects.ts'
import {helmReleaseCrd} from './flux-crd.ts'
import {
  bundle,
  byClusterIssuer,
  byStep,
  certificate,
  clusterIssuer,
  grantTo,
  ingress,
  namespace,
  policy,
  stepIssuer,
  workload,
} from './scenes.ts'

const OUTPUT = 'examples/goldentooth.snapshot.json'
/** Requests that wait are reported after two minutes, Certificates after five. */
const LONG_ENOUGH = 320_000

const signers = [
  'issuers.cert-manager.io/*',
  'clusterissuers.cert-manager.io/*',
  'stepclusterissuers.certmanager.step.sm/*',
]
const options = {
  with: ['cert-manager', 'approver-policy', 'trust-manager', 'step', 'kwok'],
  approver: 'policy',
  stepCa: RELEASE,
  values: {'approver-policy': {app: {approveSignerNames: signers}}},
} as const

const objects = (bed: Bed, path: string) => bed.api.list(path)
const isSettled = (bed: Bed, path: string, count: number): Promise<boolean> =>
  objects(bed, path).then(all => all.filter(({status}) => status?.conditions !== undefined).length >= count)

/** A part that works: a CA of the cluster's own, policies that are granted, a Bundle that reaches everybody. */
const healthy = async (bed: Bed): Promise<void> => {
  const policies = [
    policy('internal', byClusterIssuer('internal-ca'), ['web', 'shop']),
    policy('roots', byClusterIssuer('selfsigned'), ['cert-manager'], {commonName: {value: '*'}, isCA: true}),
    policy('step', byStep('step-ca'), ['cert-test', 'edge']),
  ]
  await bed.apply(...['web', 'shop', 'edge', 'billing', 'payments', 'tools', 'cert-test'].map(namespace))
  await bed.apply(...policies, ...grantTo(['internal', 'roots', 'step'], 'cert-manager'))
  await bed.apply(
    clusterIssuer('selfsigned', {selfSigned: {}}),
    certificate('cert-manager', 'internal-ca', byClusterIssuer('selfsigned'), {
      isCA: true,
      commonName: 'internal-ca',
      duration: '8760h',
      dnsNames: [],
    }),
    clusterIssuer('internal-ca', {ca: {secretName: 'internal-ca-tls'}}),
    certificate('web', 'web', byClusterIssuer('internal-ca')),
    certificate('shop', 'shop', byClusterIssuer('internal-ca')),
    ingress('web', 'web', 'web-tls'),
    bundle('internal-ca', [{secret: {name: 'internal-ca-tls', key: 'tls.crt'}}]),
    workload('web', 'web', {mountPath: '/etc/ssl/internal'}),
  )
  // An address that the alias below serves: the CA's certificate has the name.
  await bed.apply({
    ...{apiVersion: 'v1', kind: 'Service', metadata: {name: 'step-ca', namespace: 'step-ca'}},
    spec: {
      selector: {'app.kubernetes.io/name': 'step-certificates', 'app.kubernetes.io/instance': RELEASE.release},
      ports: [{name: 'https', port: 443, targetPort: 9000}],
    },
  })
  await bed.apply(await stepIssuer(bed, {name: 'step-ca'}, 'https://step-ca.step-ca.svc.cluster.local'))
  await bed.apply(certificate('cert-test', 'canary', byStep('step-ca'), {duration: '2h', renewBefore: '1h'}))
}

/** Issuers: an address that the CA's certificate does not have; a release that is told to bootstrap and to inject. */
const brokenIssuers = async (bed: Bed): Promise<void> => {
  const long = `https://${RELEASE.release}-step-certificates.step-ca.svc.cluster.local`
  await bed.apply(helmReleaseCrd())
  await bed.kubectl(['wait', '--for=condition=Established', 'crd/helmreleases.helm.toolkit.fluxcd.io'])
  await bed.apply(
    await stepIssuer(bed, {name: 'step-ca-edge'}, long),
    certificate('edge', 'gateway', byStep('step-ca-edge')),
  )
  await bed.apply(policy('edge', byStep('step-ca-edge'), ['edge']), ...grantTo(['edge'], 'cert-manager'), {
    ...{
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: {name: 'step-ca', namespace: 'step-ca'},
    },
    spec: {
      ...{interval: '1h', targetNamespace: 'step-ca'},
      chart: {
        spec: {chart: 'step-certificates', version: '1.30.x', sourceRef: {kind: 'HelmRepository', name: 'smallstep'}},
      },
      values: {
        bootstrap: {enabled: true},
        inject: {enabled: true},
        persistence: {enabled: false},
        ca: {dns: RELEASE.dns.join(',')},
      },
    },
  })
}

/** Approval: nobody may approve, nobody selects, somebody else is granted it, an organization is denied. */
const brokenApproval = async (bed: Bed): Promise<void> => {
  const {data} = await bed.api.get(
    `/api/v1/namespaces/step-ca/secrets/${RELEASE.release}-step-certificates-provisioner-password`,
  )
  const password = {
    ...{
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: `${RELEASE.release}-step-certificates-provisioner-password`, namespace: 'billing'},
    },
    data,
  }
  await bed.apply(
    password,
    await stepIssuer(bed, {name: 'billing', namespace: 'billing'}, 'https://step-ca.step-ca.svc.cluster.local'),
  )
  await bed.apply(
    certificate('billing', 'invoices', byStep('billing', 'StepIssuer')),
    policy('payments', byClusterIssuer('internal-ca'), ['payments']),
    ...grantTo(['payments'], 'somebody else'),
    certificate('payments', 'payments', byClusterIssuer('internal-ca')),
    clusterIssuer('partner-ca', {ca: {secretName: 'internal-ca-tls'}}),
    certificate('tools', 'wiki', byClusterIssuer('partner-ca')),
    certificate('tools', 'chat', byClusterIssuer('partner-ca')),
    ingress('tools', 'wiki', 'wiki-tls'),
    certificate('cert-test', 'test', byStep('step-ca'), {subject: {organizations: ['Goldentooth']}}),
  )
}

/** A CA whose key did not match when a certificate was asked for, and which was mended since. */
const brokenForAWhile = async (bed: Bed): Promise<void> => {
  const {data} = await bed.api.get('/api/v1/namespaces/cert-manager/secrets/internal-ca-tls')
  const other = bed.pki.ca.ca('other')
  const secret = (key: string) => ({
    ...{apiVersion: 'v1', kind: 'Secret', metadata: {name: 'shop-ca', namespace: 'cert-manager'}, type: 'Opaque'},
    data: {'tls.crt': data['tls.crt'], 'tls.key': key},
  })
  await bed.apply(
    secret(Buffer.from(other.keyPem).toString('base64')),
    clusterIssuer('shop-ca', {ca: {secretName: 'shop-ca'}}),
  )
  await bed.apply(
    policy('shop', byClusterIssuer('shop-ca'), ['shop']),
    ...grantTo(['shop'], 'cert-manager'),
    certificate('shop', 'cart', byClusterIssuer('shop-ca')),
  )
  await bed.waitFor('the failure', async () =>
    (await objects(bed, '/apis/cert-manager.io/v1/namespaces/shop/certificates')).some(
      ({status}) => status?.failedIssuanceAttempts === 1,
    ),
  )
  await bed.apply(secret(data['tls.key']))
}

/** Trust and consumers: a source in the wrong namespace, a mount that never refreshes, an Ingress without its Secret. */
const brokenTrust = async (bed: Bed): Promise<void> => {
  const root = bed.pki.ca.ca('Goldentooth Corporate Root').pem
  await bed.apply(
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'corporate-root', namespace: 'tools'},
      data: {'ca.crt': root},
    },
    bundle('corporate-roots', [{configMap: {name: 'corporate-root', key: 'ca.crt'}}]),
    workload('shop', 'shop', {mountPath: '/etc/ssl/certs/internal-ca.crt', subPath: 'ca-bundle.crt'}),
    ingress('shop', 'admin', 'admin-tls'),
  )
}

const kubelets = async (bed: Bed): Promise<void> => {
  await bed.apply(...kubeletApprover())
  const honest = await registerKubelet(bed, 'talos-node-0', [{type: 'InternalIP', address: '198.18.0.10'}])
  const lying = await registerKubelet(bed, 'talos-node-1', [{type: 'InternalIP', address: '198.18.0.11'}])
  const request = await honest.requestServingCertificate()
  await bed.kubectl(['certificate', 'approve', request.metadata.name, `--as=${APPROVER}`])
  await lying.requestServingCertificate({names: {ips: ['198.18.0.10']}})
}

await withBed(options, async bed => {
  await healthy(bed)
  await bed.waitFor('the healthy part', () => isSettled(bed, '/apis/cert-manager.io/v1/certificates', 4))
  for (const part of [brokenIssuers, brokenApproval, brokenForAWhile, brokenTrust, kubelets]) await part(bed)
  await sleep(LONG_ENOUGH)
  await bed.kubectl(['config', 'rename-context', 'bed', 'goldentooth'])
  const {stderr, exit} = await runPki(bed, ['snapshot', 'save', OUTPUT, '--force'])
  process.stderr.write(stderr)
  process.exitCode = exit ?? 70
})
