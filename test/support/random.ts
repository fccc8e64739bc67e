/** Repeatable random numbers (Park–Miller): the same seed, the same test. */
export const seeded = (seed: number): ((limit: number) => number) => {
  let state = seed
  return limit => {
    state = (state * 48271) % 2147483647
    return state % limit
  }
}
