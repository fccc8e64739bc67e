import {expect} from 'chai'
import {momentFlag} from '../../src/cli/moment.ts'
import {progressLine} from '../../src/cli/progress.ts'
import {runSignal} from '../../src/cli/run-signal.ts'
import {PkiError} from '../../src/core/errors.ts'

describe('the line of progress', () => {
  const written = (stream: {isTTY?: boolean}, started: number): string => {
    let text = ''
    const line = progressLine({...stream, write: more => (text += more)}, started)
    line.onProgress({kind: 'core/secrets', done: 2, of: 30, objects: 1200})
    line.clear()
    return text
  }

  it('is shown to a person who has waited, and vanishes', () => {
    expect(written({isTTY: true}, Date.now() - 60_000)).to.equal(
      '\r\u001b[K2/30 kinds, 1200 objects: secrets\r\u001b[K',
    )
  })

  it('is not shown at once, and never where nobody looks', () => {
    expect(written({isTTY: true}, Date.now())).to.equal('')
    expect(written({}, Date.now() - 60_000)).to.equal('')
  })
})

describe('the limit of a run', () => {
  it('ends it with its own sentence', async () => {
    const signal = runSignal('20ms')
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    expect(signal.reason).to.be.instanceOf(PkiError).and.have.property('exit', 5)
    expect((signal.reason as Error).message).to.equal('the run took longer than 20ms')
  })

  it('is none where it is 0, and a mistake where it is no duration', () => {
    expect(runSignal('0').aborted).to.equal(false)
    expect(() => runSignal('soon')).to.throw(PkiError, '--timeout')
  })
})

describe('the moment of --now', () => {
  it('is a time, nothing, or a mistake', () => {
    expect(momentFlag(undefined)).to.equal(undefined)
    expect(momentFlag('2026-11-22T12:00:00Z')?.toISOString()).to.equal('2026-11-22T12:00:00.000Z')
    expect(() => momentFlag('tomorrow')).to.throw(PkiError, '--now wants a time')
  })
})
