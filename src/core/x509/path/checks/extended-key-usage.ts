import type {Certificate} from '../../certificate.ts'
import {type Reason, reason} from '../reason.ts'

/**
 * Some wanted purpose is allowed by every certificate of the path (RFC 5280 §4.2.1.12 for the leaf; that it nests is not
 * in the RFC, but what Go and all browsers do). A certificate without extKeyUsage, with an empty one, or with `any`
 * allows everything. Answers with the certificate, from the anchor down, that rules out the last purpose left.
 */
export const checkExtendedKeyUsage = (
  path: readonly Certificate[],
  wanted: readonly string[],
): {at: number; reason: Reason} | undefined => {
  if (wanted.includes('any')) return undefined
  let left = wanted
  for (let at = path.length - 1; at >= 0; at--) {
    const allowed = path[at]?.extendedKeyUsage ?? []
    if (allowed.length === 0 || allowed.includes('any')) continue
    left = left.filter(purpose => allowed.includes(purpose))
    if (left.length === 0) {
      return {at, reason: reason('extended-key-usage', `is for ${allowed.join(', ')}, not for ${wanted.join(', ')}`)}
    }
  }
  return undefined
}
