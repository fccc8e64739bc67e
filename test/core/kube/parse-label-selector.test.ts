import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import {describeRequirements, selects} from '../../../src/core/kube/label-selector.ts'
import {parseLabelSelector} from '../../../src/core/kube/parse-label-selector.ts'

describe('label selectors of a command line', () => {
  const same = ['team=web', 'env in (a,b)', 'tier notin (x)', '!legacy', 'app.kubernetes.io/name', 'a=b,!c,d in (e,f)']
  for (const selector of same) {
    it(`reads ${selector}`, () => {
      expect(describeRequirements(parseLabelSelector(selector))).to.equal(selector)
    })
  }

  it('takes ==, != and spaces as kubectl does', () => {
    const requirements = parseLabelSelector(' team == web , env != prod ')
    expect(selects(requirements, {team: 'web'})).to.equal(true)
    expect(selects(requirements, {team: 'web', env: 'prod'})).to.equal(false)
    expect(selects(requirements, {team: 'shop'})).to.equal(false)
  })

  it('takes an empty value for itself', () => {
    expect(selects(parseLabelSelector('team='), {team: ''})).to.equal(true)
    expect(selects(parseLabelSelector('team='), {team: 'web'})).to.equal(false)
  })

  it('has no requirements in an empty text', () => {
    expect(parseLabelSelector('')).to.deep.equal([])
  })

  for (const broken of ['team=web,', ',', 'a b', 'a in b', 'a in (b', '=x', 'a=b c', 'replicas>3', '!']) {
    it(`refuses ${broken}`, () => {
      expect(() => parseLabelSelector(broken)).to.throw(PkiError, 'is no label selector')
    })
  }
})
