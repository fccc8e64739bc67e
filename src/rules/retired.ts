/** Ids that once meant something else or were given up. They must never return. */
export const retired: readonly `PKI${number}`[] = []
