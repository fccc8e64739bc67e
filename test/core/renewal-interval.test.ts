import {expect} from 'chai'
import {renewalInterval} from '../../src/core/renewal-interval.ts'

const HOUR = 3_600_000

describe('renewalInterval', () => {
  it('is two thirds of the lifetime unless the manifest says when', () => {
    expect(renewalInterval({lifetime: 24 * HOUR})).to.equal(16 * HOUR)
  })

  it('ends before the end by what the manifest says, as a time or as a share', () => {
    expect(renewalInterval({lifetime: 24 * HOUR, renewBefore: 4 * HOUR})).to.equal(20 * HOUR)
    expect(renewalInterval({lifetime: 100 * HOUR, renewBeforePercentage: 25})).to.equal(75 * HOUR)
    expect(renewalInterval({lifetime: 24 * HOUR, renewBefore: 4 * HOUR, renewBeforePercentage: 50})).to.equal(20 * HOUR)
  })

  it('passes over what makes no sense, as cert-manager does', () => {
    for (const renewBefore of [24 * HOUR, 25 * HOUR, 0, -HOUR])
      expect(renewalInterval({lifetime: 24 * HOUR, renewBefore}), String(renewBefore)).to.equal(16 * HOUR)
    for (const renewBeforePercentage of [0, 100, 101, -5])
      expect(renewalInterval({lifetime: 24 * HOUR, renewBeforePercentage})).to.equal(16 * HOUR)
  })
})
