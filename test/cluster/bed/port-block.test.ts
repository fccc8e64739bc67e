import {createServer} from 'node:net'
import {expect} from 'chai'
import {claimPorts} from './port-block.ts'

const listen = (port: number): Promise<{close(): void}> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })

describe('port blocks', () => {
  it('never overlap, however many are claimed at once', async () => {
    const blocks = await Promise.all(Array.from({length: 8}, () => claimPorts()))
    const ports = (
      await Promise.all(blocks.map(block => Promise.all([block.next(), block.next(), block.next()])))
    ).flat()
    for (const block of blocks) block.release()
    expect(new Set(ports).size).to.equal(24)
  })

  it('leave out a port that somebody listens on', async () => {
    const block = await claimPorts()
    const first = await block.next()
    const taken = await listen(first + 1)
    expect(await block.next()).to.equal(first + 2)
    taken.close()
    block.release()
  })
})
