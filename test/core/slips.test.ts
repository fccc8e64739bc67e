import {expect} from 'chai'
import {isNearly, slipsBetween} from '../../src/core/slips.ts'

describe('slips', () => {
  it('counts letters left out, put in, changed or swapped', () => {
    expect(slipsBetween('corp', 'corp')).to.equal(0)
    expect(slipsBetween('corp', 'corpp')).to.equal(1)
    expect(slipsBetween('crop', 'corp')).to.equal(1)
    expect(slipsBetween('', 'abc')).to.equal(3)
  })

  it('takes a name for another that is nearly the same', () => {
    expect(isNearly('corpp', 'corp')).to.equal(true)
    expect(isNearly('letsencrpyt-prod', 'letsencrypt-prod')).to.equal(true)
    expect(isNearly('Corp', 'corp')).to.equal(true)
  })

  it('takes no name for another that is different on purpose', () => {
    for (const [one, other] of [
      ['team-a', 'team-b'],
      ['ca-v1', 'ca-v2'],
      ['staging', 'prod'],
      ['letsencrypt-staging', 'letsencrypt-prod'],
      ['ca', 'cb'],
    ] as const)
      expect(isNearly(one, other), `${one} ${other}`).to.equal(false)
  })
})
