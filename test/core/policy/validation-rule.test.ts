import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {validationProblem} from '../../../src/core/policy/validation-rule.ts'

/** Expressions with the verdict that the validator of approver-policy 0.27 (cel-go 0.30) gave on each. */
const {accepted, refused} = JSON.parse(readFileSync(join(import.meta.dirname, 'validation-rules.json'), 'utf8')) as {
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
}

describe('validationProblem', () => {
  it('lets pass what approver-policy compiles', () => {
    expect(accepted.filter(rule => validationProblem(rule) !== undefined)).to.deep.equal([])
    expect(accepted.length).to.be.greaterThan(150)
  })

  it('refuses what approver-policy refuses', () => {
    expect(refused.filter(rule => validationProblem(rule) === undefined)).to.deep.equal([])
    expect(refused.length).to.be.greaterThan(150)
  })

  for (const [rule, line, column, detail] of [
    ['self.endsWith(', 1, 15, 'syntax error: the end in place of a name'],
    ['self.endsWith(cr.team)', 1, 18, 'there is no field team'],
    ['request.name == self', 1, 1, 'request is not declared'],
    ['self.size()', 1, 1, 'it gives int, not bool'],
    ["self == 'a' &&\n  size(1) > 2", 2, 3, 'size does not take (int)'],
    ['self.toLower() == self', 1, 6, 'there is no function toLower'],
    ['self.contains(cr.groups)', 1, 6, 'contains does not take (list(string)) on string'],
    ['cr.groups.exists(g, g.size())', 1, 23, 'exists wants bool here, not int'],
    ["self == 'ä' && self.matches(1)", 1, 21, 'matches does not take (int) on string'],
    [
      String.raw`self.matches('\d+\.corp')`,
      1,
      14,
      String.raw`CEL has no escape \d: write \\d, or put r before the string`,
    ],
    [String.raw`self == 'a\n`, 1, 9, 'a string does not end'],
  ] as const) {
    it(`says of ${JSON.stringify(rule)} that ${detail}`, () => {
      expect(validationProblem(rule)).to.deep.equal({line, column, detail})
    })
  }

  it('neither hangs nor overflows on hostile expressions', () => {
    for (const rule of [
      '('.repeat(50_000),
      '['.repeat(90_000),
      `${'!'.repeat(90_000)}true`,
      `true${' && true'.repeat(10_000)}`,
      '"'.repeat(99_999),
      `"${String.raw`\n`.repeat(50_000)}`,
      `${'a.'.repeat(40_000)}b`,
      'x'.repeat(200_000),
    ]) {
      const start = performance.now()
      validationProblem(rule)
      expect(performance.now() - start, rule.slice(0, 20)).to.be.lessThan(3000)
    }
  })
})
