import {expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {listCertificates} from '../../src/app/list-certificates.ts'
import {readForDoctor} from '../../src/app/read-for-doctor.ts'
import {examine} from '../../src/core/doctor/engine.ts'
import {exitCodeOf} from '../../src/core/doctor/report.ts'
import {rules} from '../../src/rules/index.ts'
import {configMaps, fakeOf, sourceFor, stopFakes} from '../sources/live/live-fake.ts'
import {SCENE_NOW} from '../support/placeholders.ts'

const WIDE = [{apiGroups: ['*'], resources: ['*'], verbs: ['list']}]

describe('a cluster that refuses every list', () => {
  afterEach(stopFakes)

  const consult = async (kubeconfig: string, namespaces?: readonly string[]) => {
    const options = {rules, ...doctorFacts, ...(namespaces !== undefined && {namespaces})}
    const view = await readForDoctor(sourceFor(kubeconfig), options)
    return examine(view, {...options, now: SCENE_NOW})
  }

  it('is said to be one, with the namespace of the context and the ways out', async () => {
    const fake = await fakeOf()
    await fake.user({name: 'jane', inNamespaces: {shop: WIDE}})
    const kubeconfig = await fake.kubeconfig('jane', {namespace: 'web'})
    const report = await consult(kubeconfig)
    expect([report.couldLook, exitCodeOf(report, {failOn: 'error', strict: false})]).to.deep.equal([false, 3])
    expect(report.unreadable.map(({what}) => what)).to.deep.equal(['the cluster'])
    expect(report.unreadable[0]?.detail).to.match(/nor in namespace web .* -n NAME, .*kubectl pki rbac doctor$/)
    expect((await consult(kubeconfig, ['a'])).unreadable.map(({detail}) => detail).join()).to.contain(
      'namespaces a, web',
    )
    const {gaps} = await listCertificates(sourceFor(kubeconfig), {})
    expect(gaps.at(-1)?.part).to.equal('the cluster')
  })

  it('is none where the namespace of the context, or one that was named, may be listed', async () => {
    const fake = await fakeOf()
    fake.store.apply(...configMaps(1, 'shop'))
    await fake.user({name: 'jane', inNamespaces: {shop: WIDE}})
    const reports = [
      await consult(await fake.kubeconfig('jane', {namespace: 'shop'})),
      await consult(await fake.kubeconfig('jane'), ['shop']),
    ]
    for (const report of reports) {
      expect(report).to.deep.include({couldLook: true, unreadable: []})
      expect(report.objects).to.be.above(0)
    }
  })
})
