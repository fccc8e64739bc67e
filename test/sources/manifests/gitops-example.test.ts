import {expect} from 'chai'
import {list, text} from '../../../src/core/kube/object.ts'
import {ref} from '../../../src/core/kube/ref.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {certManagerIdentity} from '../../../src/facts/approval/requesters.ts'
import {readAll, refs} from './folder.ts'

/** What rules find in the example is a matter of the golden tests; that it says what its README says, of this one. */
describe('examples/gitops', () => {
  let snapshot: Snapshot
  before(async () => {
    snapshot = await readAll({paths: ['examples/gitops'], complete: true})
  })

  it('is read whole', () => {
    expect(snapshot.unreadable).to.eql([])
    expect(snapshot.exposed).to.eql([])
    expect(snapshot.objects.flatMap(object => object.redacted ?? [])).to.eql([])
    expect(refs(snapshot)).to.include.members([
      'Certificate/cert-test/canary-certificate',
      'Certificate/cert-test/test-certificate',
      'HelmRelease/flux-system/step-ca',
      'Kustomization/flux-system/pki-foundations',
      'StepClusterIssuer/step-ca',
    ])
    expect(snapshot.objects).to.have.length(16)
  })

  it('is closed for everything that its mistakes are about', () => {
    const view = viewOf(snapshot)
    for (const kind of [
      'apps/deployments',
      'certmanager.step.sm/stepclusterissuers',
      'helm.toolkit.fluxcd.io/helmreleases',
      'kustomize.toolkit.fluxcd.io/kustomizations',
      'policy.cert-manager.io/certificaterequestpolicies',
      'rbac.authorization.k8s.io/clusterrolebindings',
      'rbac.authorization.k8s.io/rolebindings',
    ] as const) {
      expect(view.isClosed(kind), kind).to.equal(true)
    }
    expect(view.isClosed('core/services', 'step-ca')).to.equal(true)
  })

  it('has the grant for another ServiceAccount than cert-manager gets', () => {
    const view = viewOf(snapshot)
    const identity = view.fact(certManagerIdentity)
    expect(identity.known && identity.value.identity.user).to.equal('system:serviceaccount:cert-manager:cert-manager')
    const binding = view.find(
      ref('rbac.authorization.k8s.io/clusterrolebindings', undefined, 'cert-manager:approve-step-ca-requests'),
    )
    const subjects = binding.known && binding.value !== null ? list(binding.value.body, 'subjects') : []
    expect(subjects.map(subject => text(subject, 'name'))).to.eql(['cert-manager-cert-manager'])
  })
})
