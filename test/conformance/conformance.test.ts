import {expect} from 'chai'
import {type ConformanceData, conformanceData, MISSING} from './data.ts'
import {agreesOnHost, partOf} from './limbo.ts'
import {ALLOWED_AGAINST_GO, ALLOWED_STRICT, disagreements, tally, tallyStrict} from './score.ts'

/** The quick part of `npm run conformance`: everything but the name constraint cases, which are 97 % of it. */
describe('x509 conformance (quick part)', () => {
  let data: ConformanceData | undefined

  before(function () {
    data = conformanceData()
    if (data !== undefined) return
    process.stdout.write(`  ${MISSING}\n`)
    this.skip()
  })

  it('gives the verdict of Go on every core and path building case', () => {
    const cases = (data?.limbo ?? []).filter(test => partOf(test) !== 'name constraints')
    const {parts, differences, slowest} = tally(cases)
    expect(disagreements(differences, ALLOWED_AGAINST_GO)).to.deep.equal([])
    expect(parts.core.comparable).to.equal(185)
    expect(parts['path building'].right).to.equal(81)
    expect(parts['mail names'].right).to.equal(10)
    expect(slowest.milliseconds).to.be.below(1000)
  })

  it('has a strict layer that accepts nothing that x509-limbo refuses', () => {
    const {differences, judged} = tallyStrict(data?.limbo ?? [])
    expect(judged).to.equal(191)
    expect(disagreements(differences, ALLOWED_STRICT)).to.deep.equal([])
    expect(differences.filter(({ours}) => ours === 'SUCCESS')).to.deep.equal([])
  })

  it('matches hosts as Go does', () => {
    const wrong = (data?.hosts ?? []).filter(row => !agreesOnHost(row))
    expect(wrong).to.deep.equal([])
    expect(data?.hosts).to.have.length(1190)
  })
})
