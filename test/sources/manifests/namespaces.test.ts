import {expect} from 'chai'
import {isKustomizationFile, kustomizationOf} from '../../../src/sources/manifests/kustomization.ts'
import {fluxDirectory, namespaceFinder} from '../../../src/sources/manifests/namespaces.ts'
import {type Folder, folder, manifest, readAll, refs} from './folder.ts'

describe('kustomizationOf', () => {
  const kustomization = kustomizationOf('/repo/app/kustomization.yaml', {
    namespace: 'shop',
    resources: ['a.yaml', './base/', '../other', 'https://example.com/b.yaml', 'github.com/org/repo//deploy?ref=v1', 7],
    components: ['comp'],
    patches: [{path: 'p1.yaml'}, {patch: '- op: add'}],
    patchesStrategicMerge: ['p2.yaml', 'apiVersion: v1\nkind: Secret\n'],
    patchesJson6902: [{target: {}, path: 'p3.yaml'}],
    replacements: [{path: 'p4.yaml'}],
    configMapGenerator: [{files: ['key=c1.yaml', 'c2.yaml'], envs: ['c3.env']}],
    secretGenerator: [{files: ['tls.key'], env: '.env'}],
    helmCharts: [{valuesFile: 'v1.yaml', additionalValuesFiles: ['v2.yaml']}],
    openapi: {path: 'schema.json'},
  })

  it('knows what it takes objects from, and what it takes something else from', () => {
    expect(kustomization.lists).to.eql(
      ['app/a.yaml', 'app/base', 'other', 'app/comp', 'app/kustomization.yaml'].map(path => `/repo/${path}`),
    )
    const inputs = ['p1', 'p2', 'p3', 'p4', 'c1', 'c2', 'v1', 'v2'].map(name => `${name}.yaml`)
    expect(kustomization.inputs).to.have.members(
      [...inputs, 'c3.env', '.env', 'tls.key', 'schema.json'].map(path => `/repo/app/${path}`),
    )
    expect(kustomization).to.include({directory: '/repo/app', namespace: 'shop', rendersElsewhere: true})
  })

  it('says nothing where fields are absent or of another shape', () => {
    const nothing = {directory: '/a', file: '/a/kustomization.yaml', lists: [], inputs: [], rendersElsewhere: false}
    for (const value of [
      null,
      'x',
      [],
      {},
      {resources: 'a.yaml', patches: {path: 'x'}, namespace: 7, configMapGenerator: [null, 'x']},
    ]) {
      expect(kustomizationOf('/a/kustomization.yaml', value)).to.eql(nothing)
    }
  })

  it('is told by the name of the file', () => {
    expect(['/a/kustomization.yaml', '/a/kustomization.yml', '/a/Kustomization'].every(isKustomizationFile)).to.equal(
      true,
    )
    expect(['/a/flux-kustomization.yaml', '/a/kustomization.yaml/b.yaml'].some(isKustomizationFile)).to.equal(false)
  })
})

describe('fluxDirectory', () => {
  const ground = {
    roots: ['/src/repo/clusters', '/src/repo'],
    directories: new Set(['/src/repo', '/src/repo/clusters', '/src/repo/infra/pki', '/src/repo/copy/infra/pki']),
  }

  it('finds a path from the root of the repository, else by its end', () => {
    expect(fluxDirectory('./infra/pki', ground)).to.equal('/src/repo/infra/pki')
    expect(fluxDirectory('infra/pki/', {...ground, roots: ['/src/repo/infra']})).to.equal('/src/repo/infra/pki')
    expect(fluxDirectory('', {...ground, roots: ['/src/repo']})).to.equal('/src/repo')
    expect(fluxDirectory('./', {...ground, roots: ['/src/repo']})).to.equal('/src/repo')
  })

  it('finds nothing that was not read', () => {
    expect(fluxDirectory('./apps', ground)).to.equal(null)
    expect(fluxDirectory('../../etc', ground)).to.equal(null)
    expect(fluxDirectory('ra/pki', ground)).to.equal(null)
    expect(fluxDirectory('', {...ground, roots: []})).to.equal(null)
  })
})

describe('namespaceFinder', () => {
  const ground = {roots: ['/r'], directories: new Set(['/r', '/r/a', '/r/a/b'])}
  const lists = (directory: string, resources: readonly string[], namespace?: string) =>
    kustomizationOf(`${directory}/kustomization.yaml`, {resources, ...(namespace !== undefined && {namespace})})

  it('takes the outermost kustomization that lists the file, as kustomize does', () => {
    const find = namespaceFinder(
      [lists('/r/a/b', ['x.yaml'], 'inner'), lists('/r/a', ['b'], 'outer'), lists('/r', ['a'])],
      [],
      ground,
    )
    expect(find('/r/a/b/x.yaml')).to.equal('outer')
    expect(find('/r/a/b/unlisted.yaml')).to.equal(undefined)
  })

  it('does not guess where several list it, and ends where they list each other', () => {
    const twice = namespaceFinder(
      [lists('/r/dev', ['../base/x.yaml'], 'dev'), lists('/r/prod', ['../base/x.yaml'], 'prod')],
      [],
      ground,
    )
    expect(twice('/r/base/x.yaml')).to.equal(undefined)
    const ring = namespaceFinder([lists('/r/a', ['x.yaml', '../b'], 'a'), lists('/r/b', ['../a'], 'b')], [], ground)
    expect(ring('/r/a/x.yaml')).to.equal('b')
  })

  it('takes what all agree on that list it: a base of several overlays', () => {
    const base = lists('/r/base', ['x.yaml'])
    const overlays = (dev: string, prod: string) => [
      base,
      lists('/r/dev', ['../base'], dev),
      lists('/r/prod', ['../base'], prod),
    ]
    expect(namespaceFinder(overlays('pki', 'pki'), [], ground)('/r/base/x.yaml')).to.equal('pki')
    expect(namespaceFinder(overlays('pki', 'dev'), [], ground)('/r/base/x.yaml')).to.equal(undefined)
    const inner = [lists('/r/base', ['x.yaml'], 'inner'), ...overlays('pki', 'dev').slice(1)]
    expect(namespaceFinder(inner, [], ground)('/r/base/x.yaml')).to.equal('inner')
  })

  it('ends where kustomizations list each other in more ways than anybody can follow', () => {
    const steps = Array.from({length: 24}, (_, at) => ['l', 'r'].map(side => `/r/${at}${side}`))
    const all = steps.flatMap((pair, at) =>
      pair.map(directory => lists(directory, at === 0 ? ['../x.yaml'] : (steps[at - 1] ?? []), 'same')),
    )
    expect(namespaceFinder(all, [], ground)('/r/x.yaml')).to.equal('same')
  })

  it('lets Flux decide for the path that it applies', () => {
    const flux = [{path: './a', targetNamespace: 'flux'}]
    expect(namespaceFinder([], flux, ground)('/r/a/b/x.yaml')).to.equal('flux')
    const listed = [lists('/r/a', ['b'], 'kustomized'), lists('/r/a/b', ['x.yaml'])]
    expect(namespaceFinder(listed, flux, ground)('/r/a/b/x.yaml')).to.equal('flux')
    expect(namespaceFinder(listed, flux, ground)('/r/a/b/unlisted.yaml')).to.equal(undefined)
    expect(namespaceFinder([], [...flux, {path: './a', targetNamespace: 'other'}], ground)('/r/a/x.yaml')).to.equal(
      undefined,
    )
  })
})

describe('namespaces of manifests', () => {
  let dir: Folder
  beforeEach(() => {
    dir = folder()
  })
  afterEach(() => dir.remove())

  it('come from the object, Flux, the kustomization, the flag, or are the default, in this order', async () => {
    dir.write({
      'flux.yaml': manifest('Kustomization', 'apps', {
        metadata: {name: 'apps', namespace: 'flux-system'},
        spec: {path: './fluxed', targetNamespace: 'from-flux'},
      }),
      'fluxed/a.yaml': manifest('Certificate', 'a'),
      'fluxed/own.yaml': manifest('Certificate', 'own', {metadata: {name: 'own', namespace: 'itself'}}),
      'fluxed/cluster.yaml': manifest('ClusterIssuer', 'cluster'),
      'kustomized/kustomization.yaml': 'namespace: from-kustomization\nresources: [b.yaml]\n',
      'kustomized/b.yaml': manifest('Certificate', 'b'),
      'kustomized/c.yaml': manifest('Certificate', 'c'),
    })
    expect(refs(await readAll({paths: [dir.path], namespace: 'from-flag'}))).to.eql([
      'Certificate/from-flag/c',
      'Certificate/from-flux/a',
      'Certificate/from-kustomization/b',
      'Certificate/itself/own',
      'ClusterIssuer/cluster',
      'Kustomization/flux-system/apps',
    ])
    const {objects} = await readAll({paths: [dir.at('kustomized/c.yaml')]})
    expect(objects[0]?.body.metadata).to.eql({name: 'c', namespace: 'default'})
  })

  it('lead to the object that is applied, where a file beside it is left out', async () => {
    const issuer = (server: string) => manifest('ClusterIssuer', 'acme', {spec: {acme: {server}}})
    dir.write({
      'pki/kustomization.yaml': 'resources: [issuer.yaml]\n',
      'pki/issuer.yaml': issuer('https://live'),
      'pki/old.yaml': issuer('https://old'),
      'pki/Older.yaml': issuer('https://older'),
    })
    const {objects, unreadable} = await readAll({paths: [dir.path]})
    expect(objects.map(({body}) => body.spec)).to.eql([{acme: {server: 'https://live'}}])
    expect(unreadable.map(({detail}) => detail)).to.have.lengthOf(2)
    for (const {what, detail} of unreadable) {
      expect(what).to.match(/ld(?:er)?\.yaml$/)
      expect(detail).to.match(/declared again in .*issuer\.yaml:1, and only that one is judged$/)
    }
  })

  it('are told where a kustomization cannot be read', async () => {
    dir.write({'kustomization.yaml': 'namespace: a: b\n', 'a.yaml': manifest('Certificate', 'a')})
    const {unreadable} = await readAll({paths: [dir.path]})
    expect(unreadable[0]).to.include({what: dir.at('kustomization.yaml'), line: 1})
  })
})
