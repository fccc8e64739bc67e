import {expect} from 'chai'
import {KubeFailure} from './bed/kube-api.ts'
import {startBed} from './bed/start-bed.ts'
import {describeOnBed} from './describe-on-bed.ts'
import {compactEtcd} from './play/compact-etcd.ts'
import {serviceAccountWith} from './play/service-account.ts'

const failureOf = async (work: Promise<unknown>): Promise<{status: number; message: string}> => {
  try {
    await work
  } catch (error) {
    if (error instanceof KubeFailure) return error
    throw error
  }
  throw new Error('it did not fail')
}

describeOnBed('bare control plane', {}, bed => {
  it('is the Kubernetes that go.mod names, and kubectl too', async () => {
    const said = await bed().kubectl(['version'])
    expect(said)
      .to.match(/^Client Version: v1\.36\.4$/m)
      .and.match(/^Server Version: v1\.36\.4$/m)
  })

  it('gives every namespace the root CA and a ServiceAccount', async () => {
    await bed().kubectl(['create', 'namespace', 'app'])
    const root = await bed().waitFor('kube-root-ca.crt', () =>
      bed().api.find('/api/v1/namespaces/app/configmaps/kube-root-ca.crt'),
    )
    expect(root.data['ca.crt']).to.equal(bed().pki.ca.pem)
    await bed().waitFor('default', () => bed().api.find('/api/v1/namespaces/app/serviceaccounts/default'))
  })

  it('lets a ServiceAccount do what it was given and no more', async () => {
    const rules = [{apiGroups: [''], resources: ['secrets'], verbs: ['list']}]
    const kubeconfig = await serviceAccountWith(bed(), {name: 'reader', inNamespaces: {app: rules}})
    const can = (verb: string, ...where: string[]) =>
      bed()
        .kubectl(['auth', 'can-i', verb, 'secrets', ...where], {kubeconfig})
        .catch(error => error.stdout)
    expect(await can('list', '-n', 'app')).to.equal('yes\n')
    expect(await can('get', '-n', 'app')).to.equal('no\n')
    expect(await can('list', '-A')).to.equal('no\n')
  })

  it('says 410 Expired to a continue token from before a compaction', async () => {
    for (const name of ['one', 'two', 'three']) {
      await bed().api.create('/api/v1/namespaces/app/configmaps', {metadata: {name}, data: {}})
    }
    const path = '/api/v1/namespaces/app/configmaps?limit=1'
    const first = await bed().api.get(path)
    await bed().api.delete('/api/v1/namespaces/app/configmaps/three')
    await compactEtcd(bed())
    const next = await failureOf(bed().api.get(`${path}&continue=${first.metadata.continue}`))
    expect(next.status).to.equal(410)
    expect(next.message).to.contain('The provided continue parameter is too old')
  })

  it('comes back with all it held when the API server is killed and started again', async () => {
    await bed().process('kube-apiserver').kill()
    await bed()
      .api.get('/api/v1/namespaces/app')
      .then(
        () => expect.fail('something answers'),
        error => expect(error.code).to.equal('ECONNREFUSED'),
      )
    await bed().process('kube-apiserver').start()
    expect((await bed().api.get('/api/v1/namespaces/app')).metadata.name).to.equal('app')
  })

  it('stands beside another bed without knowing of it', async () => {
    const other = await startBed()
    try {
      expect(other.server).not.to.equal(bed().server)
      await other.kubectl(['create', 'namespace', 'only-there'])
      expect(await bed().api.find('/api/v1/namespaces/only-there')).to.equal(undefined)
      expect((await failureOf(bed().api.get('/api/v1/namespaces/only-there'))).status).to.equal(404)
    } finally {
      await other.stop()
    }
  })
})
