import {expect} from 'chai'
import {resolvePlain} from '../../../src/sources/manifests/plain-scalar.ts'

/** What `kubectl label --local -o json` (1.36) made of each. */
const SEEN_IN_KUBECTL: readonly [string, string | number | boolean | null][] = [
  ['yes', true],
  ['y', true],
  ['n', false],
  ['No', false],
  ['on', true],
  ['OFF', false],
  ['True', true],
  ['tRue', 'tRue'],
  ['~', null],
  ['', null],
  ['Null', null],
  ['010', 8],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b11', 3],
  ['-0b11', -3],
  ['00', 0],
  ['08', 8],
  ['0_7', 7],
  ['1_000', 1000],
  ['_1', '_1'],
  ['1e3', 1000],
  ['1e', '1e'],
  ['1.', 1],
  ['.5', 0.5],
  ['.5e1', 5],
  ['+5', 5],
  ['-5', -5],
  ['0x', '0x'],
  ['12:30', '12:30'],
  ['2024-01-01', '2024-01-01'],
  ['0.1.2', '0.1.2'],
  ['1,2', '1,2'],
  ['9000:9000', '9000:9000'],
  ['24h', '24h'],
]

describe('resolvePlain', () => {
  for (const [text, value] of SEEN_IN_KUBECTL) {
    it(`takes ${JSON.stringify(text)} for ${JSON.stringify(value)}`, () => {
      expect(resolvePlain(text)).to.equal(value)
    })
  }

  it('keeps what JSON cannot hold as text', () => {
    expect([resolvePlain('.inf'), resolvePlain('.nan'), resolvePlain('1e999')]).to.eql(['.inf', '.nan', '1e999'])
  })
})
