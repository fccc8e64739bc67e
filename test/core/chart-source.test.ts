import {expect} from 'chai'
import {sourcedChart} from '../../src/core/chart-source.ts'

const URL = 'oci://quay.io/jetstack/charts/cert-manager'

describe('the chart that a source of Flux fetches', () => {
  it('is called by the end of the URL of an OCIRepository, and of the version of its tag', () => {
    const tagged = {chart: 'cert-manager', version: 'v1.19.0', path: ['ref', 'tag']}
    expect(sourcedChart('OCIRepository', {url: URL, ref: {tag: 'v1.19.0'}})).to.eql(tagged)
    expect(sourcedChart('OCIRepository', {url: `${URL}/`, ref: {tag: 'v1.19.0'}})).to.eql(tagged)
  })

  it('is of the range where both are named, and of the digest where all are: that names no version', () => {
    const both = {url: URL, ref: {tag: 'v1.19.0', semver: '1.x'}}
    expect(sourcedChart('OCIRepository', both)).to.eql({chart: 'cert-manager', version: '1.x', path: ['ref', 'semver']})
    const all = {url: URL, ref: {...both.ref, digest: 'sha256:ab'}}
    expect(sourcedChart('OCIRepository', all)).to.eql({chart: 'cert-manager', path: ['ref', 'digest']})
  })

  it('has no version where nothing names one', () => {
    for (const ref of [undefined, {}, {tag: ''}, {tag: 1}, 'v1.19.0']) {
      const found = sourcedChart('OCIRepository', {url: URL, ...(ref !== undefined && {ref})})
      expect(found?.chart).to.equal('cert-manager')
      expect(found?.version).to.equal(undefined)
      expect(found?.path.at(-1)).to.equal('url')
    }
  })

  it('is that of a HelmChart', () => {
    const named = {chart: 'charts/step-certificates', version: '1.30.1'}
    const found = {chart: 'step-certificates', version: '1.30.1', path: ['version']}
    expect(sourcedChart('HelmChart', named)).to.eql(found)
    expect(sourcedChart('HelmChart', {chart: 'step-certificates'})).to.eql({
      chart: 'step-certificates',
      path: ['chart'],
    })
  })

  it('is not known of another kind, or where no chart is named', () => {
    expect(sourcedChart('ExternalArtifact', {url: URL, chart: 'x'})).to.equal(undefined)
    for (const spec of [undefined, null, {}, {url: 1, chart: []}, {url: '', chart: ''}]) {
      expect(sourcedChart('OCIRepository', spec)).to.equal(undefined)
      expect(sourcedChart('HelmChart', spec)).to.equal(undefined)
    }
  })
})
