import type {Certificate} from '../certificate.ts'
import {sameName} from '../name/name.ts'
import {isIssuedBy} from './path.ts'

/*
 * Who issued whom, for questions about thousands of certificates. Where names and key identifiers fit, these are taken at
 * their word; only where an identifier is missing or differs the signature decides. Whoever asks whether a certificate may
 * be trusted must not ask here but in `path.ts`.
 */

/** Whether `candidate` issued `child`. */
export const isLikelyIssuedBy = (child: Certificate, candidate: Certificate): boolean => {
  if (!sameName(child.issuer, candidate.subject)) return false
  return child.namesKeyOf(candidate) || isIssuedBy(child, candidate)
}

/** Whether a certificate is issued by itself: a root, or a leaf that nobody vouches for. */
export const isLikelySelfSigned = (certificate: Certificate): boolean =>
  certificate.isSelfIssued &&
  (certificate.values.authorityKeyIdentifier === undefined || certificate.namesKeyOf(certificate))

/** The certificate, then those of the others that lead up from it, one after the other, each once. */
export const chainFrom = (first: Certificate, others: readonly Certificate[]): readonly Certificate[] => {
  const chain = [first]
  const left = new Set(others.filter(each => each !== first))
  for (let child = first; !isLikelySelfSigned(child); ) {
    const below = child
    const next = [...left].find(each => isLikelyIssuedBy(below, each))
    if (next === undefined) break
    left.delete(next)
    chain.push(next)
    child = next
  }
  return chain
}
