import {expect} from 'chai'
import {doctorFacts} from '../../../src/app/doctor-defaults.ts'
import {examine} from '../../../src/core/doctor/engine.ts'
import {viewOf} from '../../../src/core/kube/view.ts'
import {type HelmRelease, helmReleases, releaseValue} from '../../../src/facts/component/helm-releases.ts'
import {rules} from '../../../src/rules/index.ts'
import {SCENE_NOW} from '../../support/placeholders.ts'
import {scene} from '../../support/scene.ts'

const application = (helm: object, chart = 'step-certificates'): string =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {name: 'step-ca', namespace: 'argocd'},
    spec: {
      source: {repoURL: 'https://charts.corp', chart, targetRevision: '1.30.1', helm},
      destination: {server: 'https://kubernetes.default.svc', namespace: 'step-ca'},
    },
  })

const releaseOf = (helm: object): HelmRelease => {
  const releases = viewOf(scene(application(helm))).fact(helmReleases)
  const [release] = releases.known ? releases.value : []
  if (release === undefined) throw new Error('no release')
  return release
}

const VALUES = `# ours
inject: {enabled: true}
persistence:
  enabled: false
`

describe('values of an Argo CD Application', () => {
  it('are read where they stand as text', () => {
    const release = releaseOf({values: VALUES})
    expect(release.values).to.deep.equal({inject: {enabled: true}, persistence: {enabled: false}})
    expect(release.valuesPath).to.deep.equal(['spec', 'source', 'helm', 'values'])
    expect(release.hasMoreValues).to.equal(false)
    expect(releaseValue(release, 'ca', 'dns')).to.deep.equal({known: true, value: undefined})
  })

  it('are those of valuesObject where both stand there, as for Argo CD', () => {
    const release = releaseOf({values: VALUES, valuesObject: {inject: {enabled: false}}})
    expect(release.values).to.deep.equal({inject: {enabled: false}})
    expect(release.valuesPath.at(-1)).to.equal('valuesObject')
    expect(release.hasMoreValues).to.equal(false)
  })

  it('are not merged: beside any valuesObject, an empty one too, the text does not count; null is none', () => {
    const empty = releaseOf({values: VALUES, valuesObject: {}})
    expect([empty.values, empty.valuesPath.at(-1)]).to.deep.equal([{}, 'valuesObject'])
    expect(releaseValue(empty, 'inject', 'enabled')).to.deep.equal({known: true, value: undefined})
    const none = releaseOf({values: VALUES, valuesObject: null})
    expect(none.valuesPath.at(-1)).to.equal('values')
    expect(releaseValue(none, 'inject', 'enabled')).to.deep.equal({known: true, value: true})
  })

  it('win over those of valueFiles, which may set what they do not', () => {
    for (const own of [{valuesObject: {inject: {enabled: true}}}, {values: VALUES}]) {
      const release = releaseOf({...own, valueFiles: ['prod.yaml']})
      expect(releaseValue(release, 'inject', 'enabled')).to.deep.equal({known: true, value: true})
      expect(releaseValue(release, 'ca', 'dns').known).to.equal(false)
    }
    expect(releaseValue(releaseOf({valueFiles: [], values: VALUES}), 'ca', 'dns').known).to.equal(true)
  })

  it('lose against parameters and fileParameters, each by its path', () => {
    const own = {valuesObject: {inject: {enabled: true}, ca: {dns: 'ca.corp', name: 'Corp'}}}
    for (const helm of [
      {...own, parameters: [{name: 'ca.dns', value: 'other.corp'}]},
      {...own, parameters: [{name: 'ca.dns[0]', value: 'other.corp', forceString: true}]},
      {...own, fileParameters: [{name: 'ca.dns', path: 'names.txt'}]},
    ]) {
      const release = releaseOf(helm)
      expect(releaseValue(release, 'ca', 'dns').known).to.equal(false)
      expect(releaseValue(release, 'ca').known).to.equal(false)
      expect(releaseValue(release, 'ca', 'name')).to.deep.equal({known: true, value: 'Corp'})
    }
  })

  it('are for the namespace of the Helm release where it has one of its own', () => {
    expect(releaseOf({}).namespace).to.equal('step-ca')
    expect(releaseOf({namespace: 'pki'}).namespace).to.equal('pki')
  })

  it('are not known where the text is broken, no mapping, too long or a bomb, and nothing is made up', () => {
    const levels = Array.from({length: 9}, (_, at) => `a${at}: &a${at} [${Array(9).fill(at ? `*a${at - 1}` : 'x')}]`)
    for (const values of ['a: [', '- a', 'text', levels.join('\n'), `a: ${'x'.repeat(300_000)}`]) {
      const release = releaseOf({values})
      expect(release.values, values.slice(0, 20)).to.deep.equal({})
      expect(releaseValue(release, 'ca', 'dns').known).to.equal(false)
    }
  })

  it('are the ground of findings, at the field in which they stand', () => {
    const report = examine(viewOf(scene(application({values: VALUES}))), {rules, now: SCENE_NOW, ...doctorFacts})
    const found = report.findings.filter(({rule}) => rule === 'PKI218')
    expect(found.map(({path}) => path)).to.deep.equal(['spec.source.helm.values.persistence.enabled'])
    const sets = found.flatMap(({remedy}) => remedy.map(({say}) => say))
    expect(sets[0]).to.contain('Set spec.source.helm.values.ca.db.persistent to false')
  })
})
