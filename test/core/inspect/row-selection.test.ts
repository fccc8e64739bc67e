import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import type {CertificateRow} from '../../../src/core/inspect/certificate-row.ts'
import {parseRemaining, type RowSelection, selectRows} from '../../../src/core/inspect/row-selection.ts'
import {parseLabelSelector} from '../../../src/core/kube/parse-label-selector.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const DAY = 86_400_000

const day = (days: number): string => new Date(NOW.getTime() + days * DAY).toISOString()

/** A row that began and ends so many days from now. */
const row = (name: string, start: number, last: number | null, more: Partial<CertificateRow> = {}): CertificateRow => ({
  subject: {apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name},
  name,
  labels: {},
  ...(last !== null && {notBefore: day(start), notAfter: day(last), effectiveNotAfter: day(last)}),
  ...more,
})

const ROWS = [
  row('long', -1, 300, {issuer: 'b', labels: {team: 'web'}}),
  row('missing', 0, null),
  row('short', -1, 1, {issuer: 'a'}),
  row('expired', -90, -3, {issuer: 'c'}),
  row('middle', -80, 10, {subject: {apiVersion: 'v1', kind: 'Secret', namespace: 'a', name: 'middle'}, issuer: 'd'}),
]

const names = (selection: RowSelection): readonly string[] => selectRows(ROWS, selection, NOW).map(({name}) => name)

describe('rows of a list', () => {
  it('come in the order in which they end, what is missing first', () => {
    expect(names({})).to.deep.equal(['missing', 'expired', 'short', 'middle', 'long'])
  })

  it('can be sorted by anything', () => {
    expect(names({sortBy: 'name'})).to.deep.equal(['expired', 'long', 'middle', 'missing', 'short'])
    expect(names({sortBy: 'issuer'})).to.deep.equal(['missing', 'short', 'long', 'expired', 'middle'])
    expect(names({sortBy: 'namespace'})).to.deep.equal(['middle', 'missing', 'expired', 'short', 'long'])
    expect(names({sortBy: 'not-before'})).to.deep.equal(['missing', 'expired', 'middle', 'short', 'long'])
  })

  it('can be sorted by the share of their life that is left', () => {
    expect(names({sortBy: 'left'})).to.deep.equal(['missing', 'expired', 'middle', 'short', 'long'])
  })

  it('can be those that end within a time, or have ended', () => {
    expect(names({expiringWithin: parseRemaining('1d')})).to.deep.equal(['expired', 'short'])
    expect(names({expiringWithin: parseRemaining('240h')})).to.deep.equal(['expired', 'short', 'middle'])
  })

  it('can be those with no more than a share of their life', () => {
    expect(names({expiringWithin: parseRemaining('20%')})).to.deep.equal(['expired', 'middle'])
    expect(names({expiringWithin: parseRemaining('50%')})).to.deep.equal(['expired', 'short', 'middle'])
  })

  it('goes by the end of the whole chain, not of the leaf', () => {
    const cut = row('cut', -1, 300, {effectiveNotAfter: day(2)})
    expect(selectRows([cut], {expiringWithin: parseRemaining('3d')}, NOW)).to.have.length(1)
  })

  it('can be those with certain labels', () => {
    expect(names({labels: parseLabelSelector('team=web')})).to.deep.equal(['long'])
    expect(names({labels: parseLabelSelector('!team')})).to.not.include('long')
  })

  it('knows days, weeks, years and the units of Go', () => {
    expect(parseRemaining('2w')).to.deep.equal({milliseconds: 14 * DAY})
    expect(parseRemaining('1y')).to.deep.equal({milliseconds: 365 * DAY})
    expect(parseRemaining('1h30m')).to.deep.equal({milliseconds: 5_400_000})
    expect(parseRemaining('12.5%')).to.deep.equal({share: 0.125})
  })

  for (const text of ['soon', '', '5', '-1h', '30 days', '%']) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => parseRemaining(text)).to.throw(PkiError, 'neither'))
  }
})
