import {expect} from 'chai'
import {exitCodeOfInspection} from '../../../src/core/inspect/exit-code.ts'
import type {Inspection, InspectionDocument} from '../../../src/core/inspect/inspection.ts'

const SHOWN: Inspection = {
  target: 'secret/web -n shop',
  subject: null,
  state: 'shown',
  certificates: [],
  chains: [],
  keys: [],
  findings: [],
  unjudged: [],
  gaps: [],
}

const documentOf = (...inspections: readonly Partial<Inspection>[]): InspectionDocument => ({
  schema: 'kubectl-pki/inspection.v1',
  source: 'prod (live)',
  takenAt: '2026-11-22T12:00:00.000Z',
  inspections: inspections.map(each => ({...SHOWN, ...each})),
  gaps: [],
})

const chain = (is: 'valid' | 'invalid' | 'unanchored'): Partial<Inspection> => ({
  chains: [{at: 'tls.crt', role: 'chain', certificates: [], verdict: {is}, paths: [], notSent: [], problems: []}],
})

describe('core/inspect/exit-code', () => {
  it('is 0 for what is shown and holds, also where nobody trusts it', () => {
    expect(exitCodeOfInspection(documentOf(chain('valid'), chain('unanchored')), 'error')).to.equal(0)
  })

  it('is 1 for an invalid chain, unless nothing shall fail', () => {
    expect(exitCodeOfInspection(documentOf(chain('valid'), chain('invalid')), 'error')).to.equal(1)
    expect(exitCodeOfInspection(documentOf(chain('invalid')), 'none')).to.equal(0)
  })

  it('is 1 for what does not exist, whatever shall fail', () => {
    expect(exitCodeOfInspection(documentOf({state: 'absent'}), 'none')).to.equal(1)
  })

  it('is 3 where a target could not be looked at, before all else', () => {
    expect(exitCodeOfInspection(documentOf({state: 'absent'}, {state: 'unknown'}), 'error')).to.equal(3)
  })

  it('is 70 where a rule crashed, whatever else there is', () => {
    expect(exitCodeOfInspection({...documentOf({state: 'unknown'}), crashed: ['PKI101']}, 'none')).to.equal(70)
  })
})
