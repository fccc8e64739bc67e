/** Random numbers that are the same in every run with the same seed. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T
}

/** xorshift128, seeded through splitmix32. */
export const seeded = (seed: number): Random => {
  let mix = seed >>> 0
  const next32 = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  const state = Uint32Array.from([next32(), next32(), next32(), next32()])
  const next = (): number => {
    let t = state[3] as number
    const s = state[0] as number
    t ^= t << 11
    t ^= t >>> 8
    state.copyWithin(1, 0, 3)
    state[0] = t ^ s ^ (s >>> 19)
    return state[0]
  }
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit)
  return {below, pick: list => list[below(list.length)] as (typeof list)[number]}
}
