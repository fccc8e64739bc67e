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
