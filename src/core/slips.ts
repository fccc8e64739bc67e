/** Letters left out, put in, changed or swapped with the next (optimal string alignment distance). */
export const slipsBetween = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({length: b.length + 1}, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const [before, twoBefore] = [rows[i - 1] as number[], rows[i - 2]]
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = twoBefore !== undefined && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (twoBefore[j - 2] as number) + 1 : changed
      row.push(Math.min((before[j] as number) + 1, (row[j - 1] as number) + 1, changed, swapped))
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? a.length
}

/**
 * Whether one name may be meant by the other: one slip for each four letters, none in a part of one or two letters, by which
 * names such as `team-a` and `team-b` are told apart on purpose.
 */
export const isNearly = (one: string, other: string): boolean => {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  const most = Math.max(1, Math.floor(Math.min(a.length, b.length) / 4))
  return Math.abs(a.length - b.length) <= most && shortParts(a) === shortParts(b) && slipsBetween(a, b) <= most
}

const shortParts = (name: string): string =>
  name
    .split(/[-.]/)
    .filter(part => part.length < 3)
    .join(' ')
