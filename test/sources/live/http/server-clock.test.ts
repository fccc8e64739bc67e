import {expect} from 'chai'
import {ServerClock} from '../../../../src/sources/live/http/server-clock.ts'

const AT = Date.parse('2026-11-22T12:00:00Z')
const date = (seconds: number): string => new Date(AT + seconds * 1000).toUTCString()

describe('ServerClock', () => {
  it('knows nothing before the server has said its time', () => {
    const clock = new ServerClock()
    clock.note(undefined, AT, AT)
    clock.note('yesterday', AT, AT)
    expect([clock.latest, clock.skewSeconds]).to.deep.equal([undefined, undefined])
  })

  it('takes the latest time', () => {
    const clock = new ServerClock()
    for (const seconds of [0, 5, 3]) clock.note(date(seconds), AT, AT)
    expect(clock.latest?.toISOString()).to.equal('2026-11-22T12:00:05.000Z')
  })

  it('sees no skew in what sending and rounding explain', () => {
    for (const [sent, received] of [
      [0, 300],
      [900, 1000],
      [-5000, 20_000],
    ] as const) {
      const clock = new ServerClock()
      clock.note(date(0), AT + sent, AT + received)
      expect(clock.skewSeconds).to.equal(0)
    }
  })

  it('says how far the client is ahead or behind, by the first answer', () => {
    const ahead = new ServerClock()
    ahead.note(date(0), AT + 86_400_000, AT + 86_400_200)
    ahead.note(date(0), AT, AT)
    expect(ahead.skewSeconds).to.equal(86_400)
    const behind = new ServerClock()
    behind.note(date(0), AT - 300_000, AT - 299_900)
    expect(behind.skewSeconds).to.equal(-300)
  })
})
