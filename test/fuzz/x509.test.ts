import {expect} from 'chai'
import {fuzz} from './x509-run.ts'

/** A tenth of what `npm run fuzz` does in CI; that takes minutes. */
const MUTANTS = 10_000

describe('x509 fuzzing', () => {
  it(`holds for ${MUTANTS} mutants: one error class, no crash, nothing changed verifies, node:crypto reads the same`, function () {
    this.timeout(180_000)
    const {failures, read, peakMegabytes, slowest} = fuzz(MUTANTS, 20_261_122)
    expect(failures).to.deep.equal([])
    expect(read).to.be.above(2000)
    expect(peakMegabytes).to.be.below(500)
    expect(slowest.milliseconds).to.be.below(5000)
  })

  it('makes the same mutants from the same seed', () => {
    const [first, second, other] = [fuzz(300, 5), fuzz(300, 5), fuzz(300, 6)]
    expect(first.digest).to.equal(second.digest)
    expect(first.digest).not.to.equal(other.digest)
  })
})
