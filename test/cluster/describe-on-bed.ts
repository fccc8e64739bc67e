import type {Bed} from './bed/bed.ts'
import {missingFor} from './bed/build/tools.ts'
import {type BedOptions, groupsFor, startBed} from './bed/start-bed.ts'

const notProved: string[] = []

/** One line at the end of the run, so that a skipped suite is never taken for a green one. */
const noteSkipped = (title: string, because: string): void => {
  if (notProved.push(title) > 1) return
  process.on('exit', () => {
    const line = `NOT PROVED on a real control plane, because ${because}: ${notProved.join('; ')}`
    process.stderr.write(`\n${line}\n`)
  })
}

/** A mocha suite that starts beds itself, or `describe.skip` where the programs for them cannot be had. */
export const describeWithPrograms = (title: string, options: BedOptions, body: () => void): void => {
  const missing = missingFor(groupsFor(options))
  if (missing === undefined) {
    describe(title, body)
  } else if (process.env.KUBECTL_PKI_BED === 'required') {
    describe(title, () => {
      it('has a control plane to run on', () => {
        throw new Error(`KUBECTL_PKI_BED=required, but ${missing}`)
      })
    })
  } else {
    noteSkipped(title, missing)
    describe.skip(title, body)
  }
}

/** Whether a suite has tests of which none was run: a hook before them has failed, or `-g` leaves them out. */
const hasLeftOut = (suite: Mocha.Suite | undefined): boolean =>
  suite !== undefined &&
  ((suite.tests.length > 0 && suite.tests.every(({state, pending}) => state === undefined && !pending)) ||
    suite.suites.some(hasLeftOut))

/**
 * A mocha suite with a bed of its own, which is started before its first test and stopped after its last; the logs are
 * kept when a test failed. Without Go (and without programs built before) its tests count as skipped and the run says
 * so in a line; with KUBECTL_PKI_BED=required that is a failure.
 */
export const describeOnBed = (title: string, options: BedOptions, body: (bed: () => Bed) => void): void =>
  describeWithPrograms(title, options, () => {
    let bed: Bed | undefined
    let failed = false
    before('start the bed', async function () {
      this.timeout(0)
      bed = await startBed(options)
    })
    afterEach(function () {
      failed ||= this.currentTest?.state === 'failed'
    })
    after('stop the bed', function () {
      return bed?.stop({failed: failed || hasLeftOut(this.test?.parent)})
    })
    body(() => {
      if (bed === undefined) throw new Error('the bed runs only inside of tests and hooks')
      return bed
    })
  })
