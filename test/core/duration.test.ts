import {expect} from 'chai'
import {parseDuration} from '../../src/core/duration.ts'

describe('durations as Go writes them', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['2160h', 7_776_000_000],
    ['2160h0m0s', 7_776_000_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5h', 1_800_000],
    ['1ms', 1],
    ['1m', 60_000],
    ['500us', 0.5],
    ['500µs', 0.5],
    ['-90s', -90_000],
    ['+90s', 90_000],
    ['0', 0],
  ]
  for (const [text, milliseconds] of cases)
    it(text, () => expect(parseDuration(text)).to.be.closeTo(milliseconds, 1e-9))

  for (const text of ['', '-', '5', '1d', '1h ', ' 1h', 'h', '1hour', '1h5', '--1h', '1,5h'])
    it(`${JSON.stringify(text)} is none`, () => expect(parseDuration(text)).to.equal(undefined))
})
