/** How it stands with one Certificate. One of a hundred is in trouble, in one of five ways. */
export type Fate = 'healthy' | 'denied' | 'failed' | 'undecided' | 'pending' | 'overdue'

const TROUBLES: readonly Fate[] = ['denied', 'failed', 'undecided', 'pending', 'overdue']

export const fateOf = (index: number): Fate =>
  index % 100 === 7 ? (TROUBLES[Math.floor(index / 100) % TROUBLES.length] as Fate) : 'healthy'
