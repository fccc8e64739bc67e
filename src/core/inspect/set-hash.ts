import {hash} from 'node:crypto'

/** `sha256:<hex>` of a set of certificates by their fingerprints: the same for the same set, in whatever order it stands. */
export const setHash = (fingerprints: readonly string[]): string =>
  `sha256:${hash('sha256', [...new Set(fingerprints)].sort().join('\n'), 'hex')}`
