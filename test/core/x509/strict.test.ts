import {expect} from 'chai'
import {type Role, STRICT_RULES, strictFindings, strictPathFindings} from '../../../src/core/x509/strict/strict.ts'
import {nameConstraints} from '../../fixtures/make-pki.ts'
import {CASES, ca, extension, leaf, pki, root} from './strict-cases.ts'

const codes = (certificate: ReturnType<typeof leaf>, role: Role): readonly string[] =>
  strictFindings(certificate, role, role === 'anchor' ? undefined : root.certificate).map(({code}) => code)

describe('strict findings', () => {
  it('are none for certificates made by the book', () => {
    expect(codes(leaf(), 'leaf')).to.deep.equal([])
    expect(codes(leaf({dns: ['*.shop.example']}, 'shop.example'), 'leaf')).to.deep.equal([])
    expect(codes(leaf({ips: ['10.0.0.1']}, '10.0.0.1'), 'leaf')).to.deep.equal([])
    expect(codes(leaf({ips: ['10.0.0.1'], dns: []}, 'web.shop'), 'leaf')).to.deep.equal([])
    expect(codes(ca({pathLength: 0}), 'issuer')).to.deep.equal([])
    expect(codes(root.certificate, 'anchor')).to.deep.equal([])
    expect(codes(pki.ca('x', {serial: 0}).certificate, 'anchor')).to.deep.equal([])
    expect(codes(ca(extension('2.5.29.30', nameConstraints({dns: ['shop', '']}), true)), 'issuer')).to.deep.equal([])
    expect(codes(leaf({notAfter: '+20000d'}), 'leaf')).to.deep.equal([])
  })

  for (const {code} of STRICT_RULES) {
    it(`find ${code}`, () => {
      const cases = CASES[code] ?? []
      expect(cases.length).to.be.above(0)
      for (const [make, role] of cases) expect(codes(make(), role)).to.include(code)
    })
  }

  it('have stable codes, a section, and a detail that is safe to print', () => {
    const all = STRICT_RULES.map(({code}) => code)
    expect(new Set(all).size).to.equal(all.length)
    expect(Object.keys(CASES).sort()).to.deep.equal([...all].sort())
    for (const {code, section} of STRICT_RULES) {
      expect(code).to.match(/^[a-z]+(-[a-z]+)+$/)
      expect(section).to.match(/^(RFC 5280 (§\d+(\.\d+)*|Appendix A\.1)|CABF BR \d+(\.\d+)*|X\.690 §\d+\.\d+)$/)
    }
    for (const cases of Object.values(CASES)) {
      for (const [make, role] of cases) {
        for (const {detail} of strictFindings(make(), role)) {
          expect(detail).not.to.match(/[\u0000-\u001f\u007f]|\.$/)
          expect(detail).to.match(/^[a-z]/)
        }
      }
    }
  })

  it('go along a path, each certificate in its role', () => {
    const issuing = root.ca('issuing', {without: ['2.5.29.14']})
    const end = issuing.leaf('end', {usages: []})
    const path = [end.certificate, issuing.certificate, root.certificate]
    expect(strictPathFindings(path).map(({code, at}) => `${at} ${code}`)).to.deep.equal([
      '0 extended-key-usage-missing',
      '0 subject-alt-name-missing',
      '1 subject-key-identifier-missing',
    ])
    const [own] = strictPathFindings([root.certificate])
    expect(own?.code).to.equal('ca-as-leaf')
  })
})
