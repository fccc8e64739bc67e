import {expect} from 'chai'
import {ConnectionFailure} from '../../../../src/sources/live/http/connection-failure.ts'
import {type Outcome, waitBeforeNext} from '../../../../src/sources/live/http/retry.ts'

const answered = (status: number, headers: Record<string, string> = {}): Outcome => ({status, headers})

const failed = (how: {transient: boolean; silent?: boolean; code?: string}): Outcome => ({
  failure: new ConnectionFailure('E_CLUSTER_UNREACHABLE', 'x', {...how, cause: {code: how.code}}),
})

/** How often one request is made when every attempt ends like this. */
const attempts = (outcome: Outcome, heard = true): number => {
  for (let attempt = 1; attempt < 100; attempt += 1)
    if (waitBeforeNext(outcome, attempt, heard) === null) return attempt
  return 100
}

describe('waitBeforeNext', () => {
  it('takes answers and refusals as they are', () => {
    for (const status of [200, 201, 400, 401, 403, 404, 409, 410, 501]) expect(attempts(answered(status))).to.equal(1)
  })

  it('asks a failing server a few times, ever more slowly', () => {
    for (const status of [429, 500, 502, 503, 504]) expect(attempts(answered(status))).to.equal(5)
    const waits = [1, 2, 3, 4].map(attempt => waitBeforeNext(answered(500), attempt, true) ?? 0)
    for (const [index, wait] of waits.entries()) expect(wait).to.be.within(100 * 2 ** index, 200 * 2 ** index)
  })

  it('comes back when it is told to', () => {
    expect(waitBeforeNext(answered(429, {'retry-after': '3'}), 1, true)).to.equal(3000)
    const headers = {date: 'Sun, 22 Nov 2026 12:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 12:00:07 GMT'}
    expect(waitBeforeNext(answered(503, headers), 1, true)).to.equal(7000)
    expect(attempts(answered(503, {'retry-after': '1'}))).to.equal(10)
    expect(waitBeforeNext(answered(429, {'retry-after': '3600'}), 1, true)).to.equal(null)
    expect(attempts(answered(429, {'retry-after': 'soon'}))).to.equal(5)
  })

  it('repeats what was dropped, but not what cannot get better', () => {
    expect(attempts(failed({transient: true}))).to.equal(5)
    expect(attempts(failed({transient: false}))).to.equal(1)
    expect(attempts({failure: new Error('a mistake')})).to.equal(1)
  })

  it('does not wait for silence again and again', () => {
    expect(attempts(failed({transient: true, silent: true}))).to.equal(2)
    expect(attempts(failed({transient: true, silent: true}), false)).to.equal(1)
  })

  it('says soon that nothing listens at an address', () => {
    expect(attempts(failed({transient: true, code: 'ECONNREFUSED'}), false)).to.equal(1)
    expect(attempts(failed({transient: true, code: 'ECONNREFUSED'}), true)).to.equal(5)
    expect(attempts(failed({transient: true, code: 'ECONNRESET'}), false)).to.equal(3)
  })
})
