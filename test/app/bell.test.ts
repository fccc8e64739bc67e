import {expect} from 'chai'
import {Bell} from '../../src/app/bell.ts'

const waited = async (bell: Bell, atLeast: number, atMost: number, signal = new AbortController().signal) => {
  const begun = performance.now()
  await bell.wait({atLeast, atMost, signal})
  return performance.now() - begun
}

describe('a bell', () => {
  it('is heard also by who comes later, but not too early', async () => {
    const bell = new Bell()
    bell.ring()
    expect(await waited(bell, 50, 60_000)).to.be.within(45, 5000)
    bell.silence()
    setTimeout(bell.ring, 100)
    expect(await waited(bell, 10, 60_000)).to.be.within(95, 5000)
  })

  it('is not waited for for ever', async () => {
    expect(await waited(new Bell(), 10, 60)).to.be.within(55, 5000)
  })

  it('is left when the signal says so', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 30)
    const error = await waited(new Bell(), 5, 60_000, controller.signal).catch(each => each)
    expect(error.name).to.equal('AbortError')
  })
})
