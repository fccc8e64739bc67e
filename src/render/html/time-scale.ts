const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Marks on the scale, by what is left. */
export const TICKS: readonly {readonly text: string; readonly left: number}[] = [
  {text: '1 h', left: HOUR},
  {text: '1 d', left: DAY},
  {text: '1 week', left: 7 * DAY},
  {text: '1 month', left: 30 * DAY},
  {text: '3 months', left: 91 * DAY},
  {text: '1 year', left: 365 * DAY},
  {text: '10 years', left: 3650 * DAY},
]

const [SHORTEST, LONGEST] = [10 * 60_000, 20 * 365 * DAY]

/** Where on a logarithmic scale a time that is left stands: 0 to 100. Ten minutes and less are 0. */
export const timeShare = (left: number): number => {
  const within = Math.min(Math.max(left, SHORTEST), LONGEST)
  const share = Math.log(within / SHORTEST) / Math.log(LONGEST / SHORTEST)
  return Math.round(share * 970) / 10
}
