import {clockTime, humanDuration} from '../../../core/duration.ts'

const YEAR = 365.25 * 86_400_000

/** `41 days`, `9 years`: as a person says how long something lasts. */
export const lasting = (milliseconds: number): string => {
  const years = Math.abs(milliseconds) / YEAR
  return years < 2 ? humanDuration(milliseconds) : `${Math.round(years)} years`
}

/** `in 41 days`, `3 min ago`. */
export const fromNow = (time: string, now: number): string => {
  const left = Date.parse(time) - now
  return left >= 0 ? `in ${lasting(left)}` : `${lasting(left)} ago`
}

/** A time of machine output for people: `2026-11-22 12:00Z`; what is no time stays as it is. */
export const clockOf = (time: string): string => {
  const at = Date.parse(time)
  return Number.isNaN(at) ? time : clockTime(at)
}

/** What is left of a validity: `41 days left`, `expired 3 days ago`, `valid in 2 h`. */
export const leftOf = ({notBefore, notAfter}: Validity, now: number): string => {
  if (Date.parse(notAfter) < now) return `expired ${fromNow(notAfter, now)}`
  if (Date.parse(notBefore) > now) return `valid ${fromNow(notBefore, now)}`
  return `${lasting(Date.parse(notAfter) - now)} left`
}

/** The share of a life that is left, from 0 to 1. */
export const lifeOf = ({notBefore, notAfter}: Validity, now: number): number => {
  const [start, end] = [Date.parse(notBefore), Date.parse(notAfter)]
  return end > start ? Math.min(1, Math.max(0, (end - now) / (end - start))) : 0
}

interface Validity {
  readonly notBefore: string
  readonly notAfter: string
}
