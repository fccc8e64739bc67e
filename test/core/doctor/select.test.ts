import {expect} from 'chai'
import {selectRules} from '../../../src/core/doctor/select.ts'
import {rules} from '../../../src/rules/index.ts'

const ids = (...words: string[]) => selectRules(rules, words).rules.map(({id}) => id)

describe('the rules that somebody names', () => {
  it('are named by id, by number, by name, in any case', () => {
    for (const word of ['PKI301', 'pki301', '301', 'approval/no-approver', 'No-Approver']) {
      expect(ids(word), word).to.deep.equal(['PKI301'])
    }
  })

  it('are all of a category, each once, in the order of the catalogue', () => {
    const trust = rules.filter(({name}) => name.startsWith('trust/')).map(({id}) => id)
    expect(trust.length).to.be.greaterThan(5)
    expect(ids('402', 'trust', '301')).to.deep.equal(['PKI301', ...trust])
  })

  it('are all where nothing is named, and what names none is given back', () => {
    expect(ids()).to.have.length(rules.length)
    expect(selectRules(rules, ['trust', '3011', 'PKI', '']).unknown).to.deep.equal(['3011', 'PKI', ''])
  })
})
