let loaded: typeof import('node:crypto') | undefined

/**
 * node:crypto, from when it is first needed: loading it takes longer than all of path validation, and commands that only show
 * names and dates go without.
 */
export const nodeCrypto = (): typeof import('node:crypto') => {
  loaded ??= process.getBuiltinModule('node:crypto')
  return loaded
}
