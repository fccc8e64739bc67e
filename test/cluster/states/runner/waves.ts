import {areAtOdds, type Claims, claimsOf} from './claims.ts'
import type {State} from './state.ts'

export interface Claimed {
  readonly state: State
  readonly claims: Claims
}

/** States of one bed that are played at the same time. */
export interface Wave {
  readonly name: string
  readonly members: readonly Claimed[]
}

/** Each state in the first wave of its name where it is in nobody's way; `alone` ones by themselves, at the end. */
export const wavesOf = (states: readonly State[]): readonly Wave[] => {
  const all = states.map(state => ({state, claims: claimsOf(state)}))
  const waves: {name: string; members: Claimed[]}[] = []
  for (const one of all) {
    const name = one.state.expected.wave ?? 'together'
    const open = waves.find(
      wave => name !== 'alone' && wave.name === name && !wave.members.some(({claims}) => areAtOdds(claims, one.claims)),
    )
    if (open === undefined) waves.push({name, members: [one]})
    else open.members.push(one)
  }
  return waves.sort((a, b) => Number(a.name === 'alone') - Number(b.name === 'alone'))
}
