import {apiServerContract} from './api-server.contract.ts'
import {startFakeBed} from './fake-bed.ts'
import {sourceContract} from './source.contract.ts'

describe('contract on the fake', () => {
  let bed: Awaited<ReturnType<typeof startFakeBed>> | undefined
  before(async () => {
    bed = await startFakeBed()
  })
  after(() => bed?.close())
  const running = () => {
    if (bed === undefined) throw new Error('not started')
    return bed
  }
  apiServerContract('fake', running)
  sourceContract('fake', running)
})
