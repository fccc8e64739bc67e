import {expect} from 'chai'
import {selectorMisses} from '../../../src/core/policy/selector.ts'

const request = {
  issuer: {name: 'step-ca', kind: 'StepClusterIssuer', group: 'certmanager.step.sm'},
  namespace: 'shop',
  labels: {team: 'web'},
}

describe("a policy's selector", () => {
  it('takes everything where a part is absent', () => {
    expect(selectorMisses({}, request)).to.deep.equal([])
    expect(selectorMisses({issuerRef: {}, namespace: {}}, request)).to.deep.equal([])
    expect(
      selectorMisses(
        {issuerRef: {name: 'step-*'}, namespace: {matchNames: ['sh*'], matchLabels: {team: 'web'}}},
        request,
      ),
    ).to.deep.equal([])
  })

  it('says which part misses, wanted against actual', () => {
    expect(selectorMisses({issuerRef: {kind: 'StepIssuer', name: 'x'}}, request)).to.deep.equal([
      {path: ['issuerRef', 'kind'], wanted: 'StepIssuer', actual: 'StepClusterIssuer'},
      {path: ['issuerRef', 'name'], wanted: 'x', actual: 'step-ca'},
    ])
    expect(selectorMisses({namespace: {matchNames: ['a', 'b']}}, request)).to.deep.equal([
      {path: ['namespace', 'matchNames'], wanted: 'a, b', actual: 'shop'},
    ])
    expect(selectorMisses({namespace: {matchLabels: {tier: '1'}}}, request)).to.deep.equal([
      {path: ['namespace', 'matchLabels', 'tier'], wanted: '1', actual: 'no such label'},
    ])
  })

  it('does not know what hangs on labels that were not read', () => {
    expect(selectorMisses({namespace: {matchLabels: {team: 'web'}}}, {...request, labels: null})).to.equal(null)
    expect(
      selectorMisses({namespace: {matchNames: ['other'], matchLabels: {team: 'web'}}}, {...request, labels: null}),
    ).to.have.length(1)
  })
})
