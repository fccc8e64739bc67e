import {expect} from 'chai'
import {viewOf} from '../../../src/core/kube/view.ts'
import {type HelmRelease, helmReleases, releaseValue} from '../../../src/facts/component/helm-releases.ts'
import {type Folder, folder, readAll, refs} from './folder.ts'

const KUSTOMIZATION = `resources: [issuer.yaml]
helmCharts:
  - name: podinfo
    releaseName: front
  - name: cert-manager
    repo: https://charts.jetstack.io
    version: v1.17.1
    releaseName: cm
    namespace: pki
    valuesInline:
      crds: {enabled: true}
`

describe('charts in a kustomization.yaml', () => {
  let dir: Folder
  beforeEach(() => {
    dir = folder()
  })
  afterEach(() => dir.remove())

  const releases = async (files: Readonly<Record<string, string>>): Promise<readonly HelmRelease[]> => {
    dir.write({'issuer.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n', ...files})
    const found = viewOf(await readAll({paths: [dir.path]})).fact(helmReleases)
    return found.known ? found.value : []
  }

  const rendered = async (chart: object): Promise<HelmRelease> => {
    const text = JSON.stringify({helmCharts: [{name: 'cert-manager', releaseName: 'cm', ...chart}]})
    const [release] = await releases({'kustomization.yaml': text})
    if (release === undefined) throw new Error('no release')
    return release
  }

  it('are releases, each with the lines of its own entry', async () => {
    const [front, cm] = await releases({'kustomization.yaml': KUSTOMIZATION})
    expect([front?.chart, front?.releaseName, front?.namespace]).to.eql(['podinfo', 'front', 'default'])
    expect([cm?.chart, cm?.version, cm?.releaseName, cm?.namespace]).to.eql(['cert-manager', 'v1.17.1', 'cm', 'pki'])
    expect(cm?.versionPath).to.eql(['helmCharts', 1, 'version'])
    expect(cm && releaseValue(cm, 'crds', 'enabled')).to.eql({known: true, value: true})
    const origin = cm?.versionAt.origin
    const lines = origin?.from === 'file' ? origin.lines : {}
    expect([lines[''], lines['helmCharts[1].version'], lines['helmCharts[1].valuesInline.crds']]).to.eql([5, 7, 11])
    expect(cm?.object).not.to.equal(front?.object)
  })

  it('are where the outermost kustomization puts them, whatever they say themselves', async () => {
    const base = JSON.stringify({helmCharts: [{name: 'cert-manager', releaseName: 'cm', namespace: 'own'}]})
    const namespaces = async (files: Readonly<Record<string, string>>) =>
      (await releases(files)).map(({namespace}) => namespace)
    expect(await namespaces({'base/kustomization.yaml': base})).to.eql(['own'])
    const outer = 'namespace: outer\nresources: [base]\n'
    expect(await namespaces({'base/kustomization.yaml': base, 'kustomization.yaml': outer})).to.eql(['outer'])
    dir.remove()
    const moved = `namespace: moved\n${KUSTOMIZATION}`
    expect(await namespaces({'kustomization.yaml': moved})).to.eql(['moved', 'moved'])
  })

  it('take values from files that win or lose by the rules of kustomize', async () => {
    const inline = {valuesInline: {crds: {enabled: true}}}
    const enabled = async (more: object) => releaseValue(await rendered({...inline, ...more}), 'crds', 'enabled').known
    const other = async (more: object) => releaseValue(await rendered({...inline, ...more}), 'image', 'tag').known
    const file = {valuesFile: 'values.yaml'}
    expect([await enabled(file), await other(file)]).to.eql([true, false])
    const replace = {...file, valuesMerge: 'replace'}
    expect([await enabled(replace), await other(replace)]).to.eql([true, true])
    expect(await enabled({...file, valuesMerge: 'merge'})).to.equal(false)
    expect(await enabled({additionalValuesFiles: ['more.yaml']})).to.equal(false)
    expect((await rendered({...replace, valuesInline: {}})).otherValues).to.eql([''])
  })

  it('leave out the crds folder of a chart unless told otherwise', async () => {
    expect((await rendered({})).leavesOutCrds).to.equal(true)
    expect((await rendered({includeCRDs: true})).leavesOutCrds).to.equal(false)
  })

  it('are no releases where Helm makes up their name', async () => {
    expect(await releases({'kustomization.yaml': 'helmCharts: [{name: cert-manager, version: v1.17.1}]\n'})).to.eql([])
  })

  it('are nothing where they have another shape, and a kustomization in another file is none of ours', async () => {
    const shapes = ['x', '[1, null, [], {}]', '{name: a}', '[{name: 1, releaseName: b}]', '[{releaseName: c}]']
    for (const shape of shapes) {
      expect(await releases({'kustomization.yaml': `helmCharts: ${shape}\n`}), shape).to.eql([])
    }
    dir.remove()
    const text = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${KUSTOMIZATION}`
    dir.write({'other.yaml': text, 'issuer.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n'})
    const snapshot = await readAll({paths: [dir.path]})
    expect(refs(snapshot)).to.eql(['Namespace/x'])
    expect(snapshot.unreadable).to.eql([])
  })
})
