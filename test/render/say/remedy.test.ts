import {expect} from 'chai'
import {fixSteps, fixText} from '../../../src/render/say/remedy.ts'

const LAYER = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: {name: 'pki'},
  spec: {wait: true},
}
const ISSUER = {apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: {name: "it's"}, spec: {selfSigned: {}}}
const AT = {file: 'clusters/home/pki.yaml', line: 3}

describe('the steps of a fix', () => {
  const both = {say: 'Write them', apply: [LAYER, ISSUER]}

  it('pipe manifests into kubectl for a cluster', () => {
    const [step] = fixSteps({remedy: [both], at: null})
    expect(step?.paste.at(0)).to.equal("echo '")
    expect(step?.paste.at(-1)).to.equal("' | kubectl apply -f -")
  })

  it('show manifests as they are where the finding is in a file, for that is where they go', () => {
    const [step] = fixSteps({remedy: [both], at: AT})
    expect(step).to.eql({
      say: 'Write them',
      paste: [
        ...['apiVersion: kustomize.toolkit.fluxcd.io/v1', 'kind: Kustomization', 'metadata: {name: pki}'],
        ...['spec: {wait: true}', '---', 'apiVersion: cert-manager.io/v1', 'kind: Issuer'],
        ...["metadata: {name: it's}", 'spec: {selfSigned: {}}'],
      ],
    })
    expect(fixText({remedy: [both], at: AT}))
      .to.contain('Fix: Write them\napiVersion')
      .and.not.contain('kubectl')
  })

  it('keep commands for files as well, and never show what hides in a line', () => {
    const run = ['sops', 'encrypt', '--in-place', 'a.yaml']
    expect(fixSteps({remedy: [{say: 'Encrypt it', run}], at: AT})[0]?.paste).to.eql([run.join(' ')])
    const hostile = {...ISSUER, metadata: {name: 'x'.repeat(40_000)}}
    expect(fixSteps({remedy: [{say: 'Write it', apply: [hostile]}], at: AT})[0]?.paste).to.eql([])
  })
})
