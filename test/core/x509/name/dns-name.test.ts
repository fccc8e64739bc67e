import {expect} from 'chai'
import {dnsNameProblem} from '../../../../src/core/x509/name/dns-name.ts'

describe('dnsNameProblem', () => {
  it('lets pass what a client can find', () => {
    for (const name of [
      'a',
      'localhost',
      'A.Corp',
      '*.corp',
      'a_b.corp',
      '_x.corp',
      'xn--mnchen-3ya.corp',
      '1.2.3.4.5',
    ])
      expect(dnsNameProblem(name), name).to.equal(null)
  })

  it('says what is wrong with others', () => {
    const problems = {
      '': 'blank',
      'a b': 'blank',
      'a.corp\t': 'blank',
      'ü.corp': 'ascii',
      '\u0007': 'ascii',
      '10.0.0.1': 'address',
      '::1': 'address',
      'https://a.corp': 'url',
      'a.corp:443': 'url',
      'a.corp/x': 'url',
      '*': 'wildcard',
      '*.*.corp': 'wildcard',
      'a*.corp': 'wildcard',
      '*a.corp': 'wildcard',
      'a..corp': 'syntax',
      'a.corp.': 'syntax',
      '-a.corp': 'syntax',
      [`${'a'.repeat(64)}.corp`]: 'syntax',
      [`${'a.'.repeat(130)}corp`]: 'syntax',
    }
    for (const [name, problem] of Object.entries(problems)) expect(dnsNameProblem(name), name).to.equal(problem)
  })
})
