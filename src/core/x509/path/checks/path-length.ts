import type {Certificate} from '../../certificate.ts'
import type {Profile} from '../profile.ts'
import {type Reason, reason} from '../reason.ts'

/**
 * RFC 5280 §6.1.4 (l), (m): no more intermediates follow than pathLenConstraint allows. `below` are the certificates
 * under the issuer, the leaf first. Go counts all intermediates, also the self-issued ones that the RFC does not count,
 * and heeds the limit of a trust anchor.
 */
export const checkPathLength = (
  {values: {pathLength}}: Certificate,
  below: readonly Certificate[],
  profile: Profile,
): Reason | undefined => {
  if (pathLength === undefined) return undefined
  const count = countIntermediates(below, profile)
  if (count <= pathLength) return undefined
  return reason('path-too-long', `allows ${pathLength} intermediate CA(s) below it, and there are ${count}`)
}

/** How many intermediates a path without its anchor has: all but the leaf, and by the RFC not those self-issued. */
export const countIntermediates = (path: readonly Certificate[], {countsSelfIssued}: Profile): number =>
  countsSelfIssued ? path.length - 1 : path.slice(1).filter(({isSelfIssued}) => !isSelfIssued).length
