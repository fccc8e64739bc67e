import {expect} from 'chai'
import {pause, RateLimit, Slots} from '../../../../src/sources/live/http/turnstile.ts'

describe('RateLimit', () => {
  it('lets a burst through at once, then so many a second', async () => {
    const limit = new RateLimit(100, 5)
    const from = performance.now()
    for (let count = 0; count < 5; count += 1) await limit.take(undefined)
    const burst = performance.now() - from
    await Promise.all(Array.from({length: 20}, () => limit.take(undefined)))
    const all = performance.now() - from
    expect(burst).to.be.below(100)
    expect(all).to.be.within(180, 1000)
  })
})

describe('Slots', () => {
  it('lets no more in than there are, in the order of coming, also after failures', async () => {
    const slots = new Slots(2)
    const order: number[] = []
    let inside = 0
    let most = 0
    const work = (index: number) => async () => {
      inside += 1
      most = Math.max(most, inside)
      order.push(index)
      await pause(2, undefined)
      inside -= 1
      if (index === 1) throw new Error('one fails')
      return index
    }
    const done = await Promise.allSettled([0, 1, 2, 3, 4].map(index => slots.run(work(index))))
    expect(most).to.equal(2)
    expect(order).to.deep.equal([0, 1, 2, 3, 4])
    expect(done.map(({status}) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })
})

describe('pause', () => {
  it('ends with the reason of the signal', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 5)
    const end = await pause(60_000, controller.signal).catch(error => error)
    expect(end).to.equal(reason)
  })
})
