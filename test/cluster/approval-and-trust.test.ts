import {expect} from 'chai'
import type {Bed} from './bed/bed.ts'
import type {KubeBody} from './bed/kube-api.ts'
import {describeOnBed} from './describe-on-bed.ts'

const certificate = (name: string, spec: object = {}) => ({
  ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name, namespace: 'app'}},
  spec: {secretName: `${name}-tls`, dnsNames: [`${name}.corp`], issuerRef: {name: 'own', kind: 'Issuer'}, ...spec},
})

const policy = (allowed: object) => ({
  ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name: 'corp'}},
  spec: {
    allowed: {dnsNames: {values: ['*.corp']}, ...allowed},
    selector: {namespace: {matchNames: ['app']}, issuerRef: {}},
  },
})

const use = {apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], verbs: ['use']}
const grant = [
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'use-corp'}},
    rules: [{...use, resourceNames: ['corp']}],
  },
  {
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name: 'use-corp'}},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'use-corp'},
    subjects: [{kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager'}],
  },
]

/** approver-policy asks this once when a grant comes, and not again: it is told no while the API server has not heard of it. */
const MAY_USE = [
  ...['use', 'certificaterequestpolicies.policy.cert-manager.io/corp', '-n', 'app'],
  '--as=system:serviceaccount:cert-manager:cert-manager',
]

const requestOf = (bed: Bed, name: string): Promise<KubeBody> =>
  bed.waitFor(`the request of ${name}`, () =>
    bed.api.find(`/apis/cert-manager.io/v1/namespaces/app/certificaterequests/${name}-1`),
  )

const decision = async (bed: Bed, name: string): Promise<{type: string; message: string} | undefined> =>
  ((await requestOf(bed, name)).status?.conditions ?? []).find((one: {type: string}) =>
    ['Approved', 'Denied'].includes(one.type),
  )

const decided = (bed: Bed, name: string) => bed.waitFor(`a decision on ${name}`, () => decision(bed, name))

describeOnBed('approval and trust', {with: ['cert-manager'], approver: 'policy'}, bed => {
  before('a namespace with an issuer', async () => {
    await bed().kubectl(['create', 'namespace', 'app'])
    await bed().apply({
      ...{apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: 'own', namespace: 'app'}},
      spec: {selfSigned: {}},
    })
  })

  it('nobody decides while the built-in approver is off and approver-policy is not there yet', async () => {
    await bed().apply(certificate('first'))
    const {spec} = await requestOf(bed(), 'first')
    expect(spec.username).to.equal('system:serviceaccount:cert-manager:cert-manager')
    const waiting = async () => {
      const events = await bed().api.list('/api/v1/namespaces/app/events')
      return events.some(one => one.reason === 'WaitingForApproval')
    }
    await bed().waitFor('the event that it waits', waiting)
    expect(await decision(bed(), 'first')).to.equal(undefined)
  })

  it('approver-policy, installed later, decides by policies that the requester may use', async () => {
    await bed().install('approver-policy')
    await bed().apply(...grant)
    await bed().waitFor('the grant to be in force', () => bed().kubectl(['auth', 'can-i', ...MAY_USE]))
    await bed().apply(policy({}))
    expect(await decided(bed(), 'first')).to.include({
      ...{type: 'Approved', reason: 'policy.cert-manager.io'},
      message: 'Approved by CertificateRequestPolicy: "corp"',
    })
    await bed().apply(certificate('second', {subject: {organizations: ['Corp']}}))
    expect(await decided(bed(), 'second')).to.include({
      ...{type: 'Denied', reason: 'policy.cert-manager.io'},
      message:
        'No policy approved this request: [corp: spec.allowed.subject.organizations: Invalid value: ["Corp"]: no allowed values]',
    })
  })

  it('nobody decides while approver-policy is down, its Lease says so, and it catches up', async () => {
    await bed().process('approver-policy').stop()
    await bed().apply(certificate('third'))
    await requestOf(bed(), 'third')
    const lease = await bed().api.get(
      '/apis/coordination.k8s.io/v1/namespaces/cert-manager/leases/policy.cert-manager.io',
    )
    expect(lease.spec.holderIdentity ?? '').to.equal('')
    expect(await decision(bed(), 'third')).to.equal(undefined)
    await bed().process('approver-policy').start()
    expect(await decided(bed(), 'third')).to.include({type: 'Approved'})
  })

  it('trust-manager, whose own certificate the policy of its chart allows, syncs a Bundle', async () => {
    await bed().install('trust-manager')
    const pem = bed().pki.ca.pem
    await bed().apply({
      ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name: 'corp'}},
      spec: {sources: [{inLine: pem}], target: {configMap: {key: 'ca.crt'}, namespaceSelector: {matchLabels: {}}}},
    })
    const target = await bed().waitFor('the target', () => bed().api.find('/api/v1/namespaces/app/configmaps/corp'))
    expect(target.data['ca.crt'].trim()).to.equal(pem.trim())
    const synced = await bed().waitFor('its status', async () => {
      return (await bed().api.get('/apis/trust.cert-manager.io/v1alpha1/bundles/corp')).status?.conditions?.[0]
    })
    expect(synced).to.include({type: 'Synced', status: 'True', message: 'Successfully synced Bundle to all namespaces'})
  })

  it('cert-manager, upgraded to its built-in approver, decides by itself', async () => {
    await bed().process('approver-policy').stop()
    await bed().install('cert-manager', {approver: 'builtin'})
    await bed().apply(certificate('fourth', {subject: {organizations: ['Corp']}}))
    expect(await decided(bed(), 'fourth')).to.include({type: 'Approved', reason: 'cert-manager.io'})
  })
})
