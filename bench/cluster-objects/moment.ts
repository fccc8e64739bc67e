const MINUTE = 60_000

/** A moment so many minutes from `now`, as the API server writes it. */
export const moment = (now: Date, minutes: number): string =>
  new Date(now.getTime() + minutes * MINUTE).toISOString().replace(/\.\d+Z$/, 'Z')

export const DAY = 24 * 60
