import {parseDuration} from '../duration.ts'
import {PkiError} from '../errors.ts'
import {timeOf} from '../kube/condition.ts'
import {type Requirement, selects} from '../kube/label-selector.ts'
import type {CertificateRow} from './certificate-row.ts'

/** What is left: so many milliseconds, or a share (0 to 1) of its life. */
export type Remaining = {readonly milliseconds: number} | {readonly share: number}

/** By what the table can be sorted. */
export const SORT_KEYS = ['expires', 'namespace', 'name', 'issuer', 'not-before', 'left'] as const

export type SortKey = (typeof SORT_KEYS)[number]

/** Which certificates are shown, and in what order. */
export interface RowSelection {
  readonly labels?: readonly Requirement[]
  /** Only those of which no more is left. */
  readonly expiringWithin?: Remaining
  readonly sortBy?: SortKey
}

const DAYS: Readonly<Record<string, number>> = {d: 86_400_000, w: 7 * 86_400_000, y: 365 * 86_400_000}

/** `30d`, `2w`, `720h`, `20%`. @throws PkiError E_USAGE */
export const parseRemaining = (text: string): Remaining => {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([dwy%])$/.exec(text.trim()) ?? []
  if (unit === '%') return {share: Number(amount) / 100}
  const day = DAYS[unit]
  const milliseconds = day === undefined ? parseDuration(text.trim()) : Number(amount) * day
  if (milliseconds !== undefined && milliseconds >= 0) return {milliseconds}
  throw new PkiError('E_USAGE', `${JSON.stringify(text)} is neither a duration nor a share`, {
    fix: 'Write --expiring-within 30d, 720h or 20%.',
  })
}

/** The rows that were asked for, in their order. Those without a certificate come first: nothing is worse. */
export const selectRows = (
  rows: readonly CertificateRow[],
  {labels = [], expiringWithin, sortBy = 'expires'}: RowSelection,
  now: Date,
): readonly CertificateRow[] =>
  rows
    .filter(row => selects(labels, row.labels))
    .filter(row => expiringWithin === undefined || isWithin(row, expiringWithin, now.getTime()))
    .map(row => ({row, keys: [keyOf(row, sortBy, now), end(row), nameKey(row)]}))
    .sort((a, b) => compareAll(a.keys, b.keys))
    .map(({row}) => row)

/** When it stops being valid, milliseconds since 1970; undefined where there is no certificate, or it was not seen. */
export const end = ({effectiveNotAfter, notAfter}: CertificateRow): number | undefined =>
  timeOf(effectiveNotAfter ?? notAfter)

/** The share of its life that is left: 1 when it was issued, 0 and less when it has ended. */
export const shareLeft = (row: CertificateRow, now: number): number | undefined => {
  const [start, last] = [timeOf(row.notBefore), end(row)]
  return start === undefined || last === undefined ? undefined : (last - now) / Math.max(1, last - start)
}

const isWithin = (row: CertificateRow, remaining: Remaining, now: number): boolean => {
  const last = end(row)
  if (last === undefined) return false
  if ('milliseconds' in remaining) return last - now <= remaining.milliseconds
  const share = shareLeft(row, now)
  return share === undefined ? last <= now : share <= remaining.share
}

type Key = string | number | undefined

const keyOf = (row: CertificateRow, by: SortKey, now: Date): Key => {
  switch (by) {
    case 'expires':
      return end(row)
    case 'left':
      return shareLeft(row, now.getTime())
    case 'not-before':
      return timeOf(row.notBefore)
    case 'namespace':
      return row.subject.namespace ?? ''
    case 'issuer':
      return row.issuer
    case 'name':
      return row.subject.name
  }
}

const compare = (a: Key, b: Key): number => {
  if (a === b) return 0
  if (a === undefined) return -1
  return b === undefined || a > b ? 1 : -1
}

const compareAll = (a: readonly Key[], b: readonly Key[]): number => {
  for (let index = 0; index < a.length; index += 1) {
    const order = compare(a[index], b[index])
    if (order !== 0) return order
  }
  return 0
}

const nameKey = ({subject: {namespace = '', kind, name}, at = ''}: CertificateRow): string =>
  `${namespace} ${kind} ${name} ${at}`
