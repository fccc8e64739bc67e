import {expect} from 'chai'
import {KINDS, type Kind} from '../../../src/core/kube/kind.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {MAKERS} from '../../../src/sources/manifests/closed-kinds.ts'
import {type Folder, folder, manifest, readAll} from './folder.ts'

const closed = (snapshot: Snapshot): readonly Kind[] =>
  snapshot.coverage.filter(({world, namespace}) => world === 'closed' && namespace === undefined).map(({kind}) => kind)

const open = ({coverage}: Snapshot): readonly string[] =>
  coverage.flatMap(({kind, namespace, world}) =>
    world === 'open' && namespace !== undefined ? [`${kind} ${namespace}`] : [],
  )

const madeBy = (maker: string): readonly Kind[] =>
  KINDS.map(info => info.kind).filter(kind => MAKERS[kind]?.[0] === maker)

const release = (chart: string, values: object = {}, spec: object = {}): string =>
  manifest('HelmRelease', chart, {
    metadata: {name: chart, namespace: 'flux-system'},
    spec: {targetNamespace: 'target', chart: {spec: {chart}}, values, ...spec},
  })

const SERVICE_BROKEN = 'apiVersion: v1\nkind: Service\nmetadata: {name: a: b}\n'

describe('the makers of kinds', () => {
  it('are said for every kind that is read, and for no other', () => {
    expect(Object.keys(MAKERS).sort()).to.eql(KINDS.map(info => info.kind).sort())
  })

  it('leave open whatever comes to be at run time', () => {
    for (const kind of [
      'core/secrets',
      'core/configmaps',
      'core/pods',
      'core/events',
      'core/nodes',
      'core/namespaces',
      'coordination.k8s.io/leases',
      'cert-manager.io/certificaterequests',
      'certificates.k8s.io/certificatesigningrequests',
    ] as const) {
      expect(MAKERS[kind]?.[0], kind).to.equal('others')
    }
  })
})

describe('coverage of manifests', () => {
  let dir: Folder
  const read = async (files: Readonly<Record<string, string>>, complete = true): Promise<Snapshot> => {
    dir.write(files)
    return readAll({paths: [dir.path], complete})
  }
  beforeEach(() => {
    dir = folder({'issuer.yaml': manifest('ClusterIssuer', 'a')})
  })
  afterEach(() => dir.remove())

  it('is open for every kind of the plan, without --complete', async () => {
    const {coverage} = await read({}, false)
    expect(coverage).to.eql(KINDS.map(({kind}) => ({kind, world: 'open'})))
  })

  it('is closed with --complete for what people write and for what runs controllers', async () => {
    expect(closed(await read({}))).to.have.members([...madeBy('people'), ...madeBy('installers')])
    expect(closed(await read({'r.yaml': release('cert-manager')}))).to.have.members([
      ...madeBy('people'),
      ...madeBy('installers'),
    ])
  })

  it('knows nothing of controllers where something else installs them out of sight', async () => {
    const elsewhere: readonly Readonly<Record<string, string>>[] = [
      {'r.yaml': release('platform')},
      {
        'app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {path: apps}}\n',
      },
      {'chart.yaml': 'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\n'},
      {'flux.yaml': manifest('Kustomization', 'apps', {spec: {path: './somewhere'}})},
      {'kustomization.yaml': 'resources: [issuer.yaml, "https://example.com/cert-manager.yaml"]\n'},
      {'kustomization.yaml': 'resources: [issuer.yaml, ../outside]\n'},
    ]
    for (const files of elsewhere) {
      dir.remove()
      dir.write({'issuer.yaml': manifest('ClusterIssuer', 'a')})
      expect(closed(await read(files)), JSON.stringify(files)).to.have.members([...madeBy('people')])
    }
  })

  it('knows the chart of a release by the source that it refers to, whatever that is called', async () => {
    const refer = (namespace?: string) =>
      release('x', {}, {chart: undefined, chartRef: {kind: 'OCIRepository', name: 'charts', namespace}})
    const source = manifest('OCIRepository', 'charts', {spec: {url: 'oci://quay.io/jetstack/charts/cert-manager'}})
    const files = {'source.yaml': source, 'kustomization.yaml': 'namespace: flux-system\nresources: [source.yaml]\n'}
    const all = [...madeBy('people'), ...madeBy('installers')]
    expect(closed(await read({...files, 'r.yaml': refer()}))).to.have.members(all)
    expect(closed(await read({...files, 'r.yaml': refer('flux-system')}))).to.have.members(all)
    expect(closed(await read({...files, 'r.yaml': refer('elsewhere')}))).to.have.members([...madeBy('people')])
  })

  it('knows the charts that a kustomization renders as it knows those of releases', async () => {
    const rendered = (chart: object) => ({'kustomization.yaml': JSON.stringify({helmCharts: [chart]})})
    const ours = {name: 'trust-manager', releaseName: 'tm', namespace: 'trust'}
    const known = await read({...rendered(ours), 'issuer.yaml': manifest('ClusterIssuer', 'a')})
    expect(closed(known)).to.include.members([...madeBy('installers')])
    expect(open(known)).to.include('cert-manager.io/issuers trust')
    expect(closed(await read(rendered({name: 'podinfo'})))).to.have.members([...madeBy('people')])
    const switched = {name: 'step-issuer', releaseName: 's', valuesInline: {stepClusterIssuer: {create: true}}}
    expect(closed(await read(rendered(switched)))).not.to.include('certmanager.step.sm/stepclusterissuers')
    const elsewhere = {name: 'step-issuer', releaseName: 's', namespace: 'step', valuesFile: 'values.yaml'}
    expect(open(await read(rendered(elsewhere)))).to.include('certmanager.step.sm/stepissuers step')
  })

  it('stays open for the kinds that may stand in what could not be read', async () => {
    const broken = await read({'broken.yaml': 'apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: a: b}\n'})
    expect(madeBy('people').filter(kind => !closed(broken).includes(kind))).to.eql(['cert-manager.io/issuers'])
    expect(closed(await read({'template.yaml': 'apiVersion: v1\nkind: {{ .Values.kind }}\n'}))).to.eql([])
  })

  it('says of which kinds some may stand in what could not be read, and where', async () => {
    const unread = ({coverage}: Snapshot) =>
      coverage.flatMap(entry => (entry.world === 'open' && entry.unread ? [[entry.kind, entry.unread.detail]] : []))
    const of = 'some may stand in what could not be read of'
    expect(unread(await read({}, false))).to.eql([])
    const one = [['core/services', `${of} ${dir.at('a.yaml')}`]]
    expect(unread(await read({'a.yaml': SERVICE_BROKEN}, false))).to.eql(one)
    expect(unread(await read({}))).to.eql(one)
    const several = ['b', 'c', 'd', 'e'].map(name => [`${name}.yaml`, SERVICE_BROKEN])
    expect(unread(await read(Object.fromEntries(several)))).to.eql([
      ['core/services', `${of} ${dir.at('a.yaml')}, ${dir.at('b.yaml')}, ${dir.at('c.yaml')} and 2 more`],
    ])
    expect(unread(await read({'template.yaml': 'apiVersion: v1\nkind: {{ .Values.kind }}\n'}))).to.have.length(
      KINDS.length,
    )
  })

  it('stays open in the namespace of a chart that may write issuers of its own', async () => {
    const snapshot = await read({
      'r.yaml': release('podinfo'),
      'trust.yaml': release('trust-manager', {}, {targetNamespace: 'trust'}),
    })
    expect(open(snapshot)).to.include.members(['cert-manager.io/issuers target', 'cert-manager.io/certificates trust'])
    const view = viewOf(snapshot)
    const find = (namespace: string) => view.find({kind: 'cert-manager.io/issuers', namespace, name: 'x'})
    expect(find('target').known).to.equal(false)
    expect(find('elsewhere')).to.eql({known: true, value: null})
  })

  it('stays open for the ClusterIssuers that come with a solver or a chart of issuers', async () => {
    const kind = 'cert-manager.io/clusterissuers'
    for (const chart of ['cert-manager-webhook-acme-dns', 'letsencrypt', 'cluster-issuers', 'corp-issuer']) {
      expect(closed(await read({'r.yaml': release(chart)})), chart).not.to.include(kind)
    }
    for (const chart of ['podinfo', 'step-issuer', 'cert-manager-csi-driver']) {
      expect(closed(await read({'r.yaml': release(chart)})), chart).to.include(kind)
    }
  })

  it('stays open for what the values of a release switch on or spell out', async () => {
    const on = await read({
      'r.yaml': release('step-issuer', {stepClusterIssuer: {create: true}, stepIssuer: {create: true}}),
    })
    expect(closed(on)).not.to.include('certmanager.step.sm/stepclusterissuers')
    expect(open(on)).to.eql(['certmanager.step.sm/stepissuers target'])
    const objects = [{apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: {name: 'x'}}]
    expect(closed(await read({'r.yaml': release('cert-manager', {extraObjects: objects})}))).not.to.include(
      'cert-manager.io/clusterissuers',
    )
    const text = ['apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: {{ x }}}\n']
    expect(closed(await read({'r.yaml': release('cert-manager', {extraObjects: text})}))).not.to.include(
      'trust.cert-manager.io/bundles',
    )
    const reference = {issuerRef: {apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', name: 'x'}}
    expect(closed(await read({'r.yaml': release('cert-manager', reference)}))).to.include(
      'cert-manager.io/clusterissuers',
    )
  })

  it('is closed for the Services beside a step-ca, as long as no other chart is there', async () => {
    const services = ({coverage}: Snapshot) => coverage.filter(({kind}) => kind === 'core/services')
    const step = {
      'step.yaml': release('step-certificates'),
      'cm.yaml': release('cert-manager', {}, {targetNamespace: 'cm'}),
    }
    const wide = {kind: 'core/services', world: 'open'}
    expect(services(await read(step, false))).to.eql([wide])
    expect(services(await read(step))).to.eql([wide, {kind: 'core/services', namespace: 'target', world: 'closed'}])
    const elsewhere = {'r.yaml': release('podinfo', {}, {targetNamespace: 'apps'})}
    expect(services(await read(elsewhere))).to.have.length(2)
    expect(services(await read({'r.yaml': release('podinfo')}))).to.eql([wide])
    const [broken, ...narrow] = services(await read({...step, 'r.yaml': SERVICE_BROKEN}))
    expect([broken?.world, narrow]).to.eql(['open', []])
  })

  it('counts values from elsewhere as unknown', async () => {
    const snapshot = await read({'r.yaml': release('step-issuer', {}, {valuesFrom: [{kind: 'ConfigMap', name: 'v'}]})})
    expect(open(snapshot)).to.include('certmanager.step.sm/stepissuers target')
    expect(closed(snapshot)).to.include('apps/deployments')
  })
})
