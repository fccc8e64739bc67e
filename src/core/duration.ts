/** In milliseconds. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ns', 1e-6],
])

const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/y

/**
 * A Go duration (`2160h`, `1h30m`, `90s`) in milliseconds, as `metav1.Duration` is written in manifests; undefined where it
 * is none. Days are no Go unit. Source: Go `time.ParseDuration`.
 */
export const parseDuration = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined
  const start = /^[+-]/.test(value) ? 1 : 0
  if (value.slice(start) === '0') return 0
  let sum = 0
  PART.lastIndex = start
  do {
    const [, count, unit = ''] = PART.exec(value) ?? []
    if (count === undefined) return undefined
    sum += Number(count) * (UNITS.get(unit) ?? 0)
  } while (PART.lastIndex < value.length)
  return value.startsWith('-') ? -sum : sum
}

/** As Go prints a duration of whole seconds: `24h0m0s`, `1m0s`, `36s`. */
export const goDuration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  if (h > 0) return `${h}h${m}m${s}s`
  return m > 0 ? `${m}m${s}s` : `${s}s`
}

/** For people, one or two units, as kubectl shows ages: `45s`, `3 min`, `2 h 5 min`, `12 days`. */
export const humanDuration = (milliseconds: number): string => {
  const seconds = Math.round(Math.abs(milliseconds) / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 || hours >= 10 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(minutes / 1440)} days`
}

/** A moment for people, to the minute, in UTC: `2026-11-22 12:00Z`. */
export const clockTime = (milliseconds: number): string =>
  new Date(milliseconds)
    .toISOString()
    .replace(/:\d\d\.\d{3}Z$/, 'Z')
    .replace('T', ' ')
