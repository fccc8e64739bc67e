import {DerError, type DerReader, TAG} from './der.ts'

/**
 * UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5) in milliseconds since 1970. Like Go's parser it also takes what the
 * RFC forbids: a UTCTime without seconds, and a time zone other than Z. A two-digit year from 50 on is 19xx.
 */
export const readTime = (reader: DerReader, what: string): number => {
  const tag = reader.next(what)
  if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) {
    throw new DerError('bad-time', reader.start, `${what} has no time type`)
  }
  const time = tag === TAG.utcTime ? utcTime(reader) : generalizedTime(reader)
  if (Number.isNaN(time)) throw new DerError('bad-time', reader.start, `${what} is no time`)
  return time
}

const utcTime = ({bytes, from, to}: DerReader): number => {
  const digits = digitsUntil(bytes, from, to)
  if (digits !== 10 && digits !== 12) return Number.NaN
  const short = pair(bytes, from)
  return instant(bytes, {at: from + 2, zone: from + digits, to, year: short >= 50 ? 1900 + short : 2000 + short})
}

const generalizedTime = ({bytes, from, to}: DerReader): number => {
  if (digitsUntil(bytes, from, to) !== 14) return Number.NaN
  const year = pair(bytes, from) * 100 + pair(bytes, from + 2)
  return instant(bytes, {at: from + 4, zone: from + 14, to, year})
}

/** How many digits there are from `from` on. */
const digitsUntil = (bytes: Uint8Array, from: number, to: number): number => {
  let i = from
  while (i < to && (bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) i += 1
  return i - from
}

/** Two digits. */
const pair = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) - 0x30) * 10 + (bytes[at + 1] as number) - 0x30

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const instant = (bytes: Uint8Array, {at, zone, to, year}: {at: number; zone: number; to: number; year: number}) => {
  const month = pair(bytes, at)
  const day = pair(bytes, at + 2)
  const hour = pair(bytes, at + 4)
  const minute = pair(bytes, at + 6)
  const second = zone - at === 10 ? pair(bytes, at + 8) : 0
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  if (month < 1 || month > 12 || day < 1 || day > (DAYS[month] as number) + leap) return Number.NaN
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  return (
    ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset(bytes, zone, to)) * 60_000 + second * 1000
  )
}

/** Minutes east of UTC; `Z` is the only way to write zero. */
const offset = (bytes: Uint8Array, at: number, to: number): number => {
  const sign = bytes[at]
  if (sign === 0x5a && to - at === 1) return 0
  if ((sign !== 0x2b && sign !== 0x2d) || to - at !== 5 || digitsUntil(bytes, at + 1, to) !== 4) return Number.NaN
  const hours = pair(bytes, at + 1)
  const minutes = pair(bytes, at + 3)
  if (hours > 24 || minutes > 59 || hours + minutes === 0) return Number.NaN
  return (sign === 0x2d ? -1 : 1) * (hours * 60 + minutes)
}

/** Days of the proleptic Gregorian calendar; years start in March so that the leap day is the last. */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
