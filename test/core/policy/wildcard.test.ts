import {expect} from 'chai'
import {wildcardMatches, wildcardSubset} from '../../../src/core/policy/wildcard.ts'
import {seeded} from '../../support/random.ts'

describe("approver-policy's wildcard", () => {
  const cases: readonly [pattern: string, value: string, matches: boolean][] = [
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a.b/c:d', true],
    ['a', 'a', true],
    ['a', 'A', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', '.example.com', true],
    ['*.example.com', '*.example.com', true],
    ['*.example.com', 'example.com', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['*ab*ab*', 'ab', false],
    ['*ab*ab*', 'xababx', true],
    ['a?c', 'abc', false],
    ['a.c', 'abc', false],
    ['ü*', 'über', true],
  ]
  for (const [pattern, value, matches] of cases) {
    it(`${JSON.stringify(pattern)} ${matches ? 'takes' : 'refuses'} ${JSON.stringify(value)}`, () => {
      expect(wildcardMatches(pattern, value)).to.equal(matches)
    })
  }

  it('agrees with a regular expression on random patterns', () => {
    const letters = ['a', 'b', '*', '.']
    const next = seeded(7)
    const word = (alphabet: readonly string[]) =>
      Array.from({length: next(7)}, () => alphabet[next(alphabet.length)]).join('')
    for (let run = 0; run < 20_000; run += 1) {
      const [pattern, value] = [word(letters), word(['a', 'b', '.'])]
      const expected = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's').test(value)
      expect(wildcardMatches(pattern, value), `${pattern} ${value}`).to.equal(expected)
    }
  })

  it('wants a pattern for every value, and none for none', () => {
    expect(wildcardSubset(['a', 'b*'], ['a', 'bc'])).to.equal(true)
    expect(wildcardSubset(['a'], ['a', 'b'])).to.equal(false)
    expect(wildcardSubset([], [])).to.equal(true)
  })
})
