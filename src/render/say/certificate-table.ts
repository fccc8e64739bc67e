import {humanDuration} from '../../core/duration.ts'
import type {CertificateRow} from '../../core/inspect/certificate-row.ts'
import type {InspectionDocument} from '../../core/inspect/inspection.ts'
import {end, shareLeft} from '../../core/inspect/row-selection.ts'
import type {Cell, Column, Listing} from '../draw/listing.ts'
import {shown, shownName} from '../escape.ts'
import type {Style} from '../terminal.ts'
import type {Block} from './block.ts'
import {count} from './not-looked-at.ts'
import type {Detail} from './report.ts'

interface Described extends Column {
  readonly of: (row: CertificateRow, now: number) => Cell
  readonly isWide?: true
}

const plain = (value: string | undefined): Cell => ({
  text: value === undefined || value === '' ? '-' : shownName(value),
})

const COLUMNS: readonly Described[] = [
  {title: 'NAMESPACE', of: ({subject}) => plain(subject.namespace)},
  {title: 'NAME', of: ({subject: {kind, name}}) => plain(`${SHORT[kind] ?? kind.toLowerCase()}/${name}`)},
  {title: 'FOR', least: 16, droppable: 1, of: ({name}) => plain(name)},
  {title: 'ISSUER', least: 16, droppable: 2, of: ({issuer}) => plain(issuer)},
  {title: 'EXPIRES', of: (row, now) => ({...plain(dateOf(row)), ...styleOf(row, now)})},
  {title: 'LEFT', of: (row, now) => ({...plain(leftOf(row, now)), ...styleOf(row, now)})},
  {title: 'READY', droppable: 0.5, of: ({ready}) => plain(ready === undefined ? undefined : ready ? 'True' : 'False')},
  {title: 'IN', isWide: true, of: row => plain(placeOf(row))},
  {title: 'CA', isWide: true, of: ({isCa}) => plain(isCa === undefined ? undefined : isCa ? 'yes' : 'no')},
  {title: 'KEY', isWide: true, of: ({key}) => plain(key)},
  {title: 'ISSUED', isWide: true, of: ({notBefore}) => plain(notBefore)},
  {title: 'NOT AFTER', isWide: true, of: ({notAfter}) => plain(notAfter)},
  {title: 'FINGERPRINT', isWide: true, of: ({fingerprint}) => plain(fingerprint)},
]

/** Kinds whose names are longer than those of their objects, as kubectl abbreviates them. */
const SHORT: Readonly<Record<string, string>> = {
  CertificateSigningRequest: 'csr',
  ConfigMap: 'cm',
  ValidatingWebhookConfiguration: 'webhook',
  MutatingWebhookConfiguration: 'webhook',
}

/** The certificates of a run without a target, as kubectl shows objects. */
export const sayCertificateTable = (document: InspectionDocument, {wide}: Detail): Listing => {
  const now = Date.parse(document.takenAt)
  const columns = COLUMNS.filter(({isWide}) => wide || isWide !== true)
  return {
    columns,
    noteTitle: 'PROBLEM',
    rows: (document.certificates ?? []).map(row => ({
      cells: columns.map(({of}) => of(row, now)),
      ...(row.problem !== undefined && {note: {text: shown(row.problem), style: 'red'}}),
    })),
    isWhole: wide,
  }
}

const dateOf = (row: CertificateRow): string | undefined => (row.effectiveNotAfter ?? row.notAfter)?.slice(0, 10)

const leftOf = (row: CertificateRow, now: number): string | undefined => {
  const last = end(row)
  if (last === undefined) return undefined
  return last < now ? `-${humanDuration(now - last)}` : humanDuration(last - now)
}

/** `tls.crt` of the Secret that a Certificate names, or where else it stands, and in how many more objects. */
const placeOf = ({store, at, others = 0}: CertificateRow): string | undefined => {
  const place = [store, at].filter(part => part !== undefined).join(' ')
  if (others === 0) return place
  return place === '' ? `also in ${count(others, 'other object')}` : `${place}, and in ${count(others, 'other object')}`
}

/** A third of its life before the end cert-manager renews; half of that later somebody should look. */
const LATE = 1 / 6

const styleOf = (row: CertificateRow, now: number): {readonly style?: Style} => {
  const share = shareLeft(row, now)
  if (share === undefined) return {}
  return share <= 0 ? {style: 'red'} : share < LATE ? {style: 'yellow'} : {}
}

/** The last line, for stderr: how many there are, how many are not valid, and how many end soon. */
export const sayTableSummary = ({certificates = [], takenAt}: InspectionDocument): string => {
  const now = Date.parse(takenAt)
  const expired = certificates.filter(row => (end(row) ?? Number.POSITIVE_INFINITY) < now).length
  const wrong = certificates.filter(({problem}) => problem !== undefined).length - expired
  const late = certificates.filter(row => {
    const share = shareLeft(row, now)
    return share !== undefined && share > 0 && share < LATE
  }).length
  return [
    count(certificates.length, 'certificate'),
    ...(expired > 0 ? [`${expired} expired`] : []),
    ...(wrong > 0 ? [`${wrong} with ${expired > 0 ? 'another' : 'a'} problem`] : []),
    ...(late > 0 ? [`${late} with less than a sixth of life left`] : []),
  ].join(', ')
}

/** What of the cluster was not looked at, one remark for each part. */
export const sayListGaps = ({gaps}: Pick<InspectionDocument, 'gaps'>): readonly Block[] =>
  gaps.map(({part, because: {detail}}) => ({
    is: 'remark',
    sign: 'unsure',
    text: `${shownName(part)} not looked at: ${shown(detail)}`,
  }))
