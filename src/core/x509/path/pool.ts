import type {Certificate} from '../certificate.ts'
import {sameBytes} from '../der/der-values.ts'
import {foldedKey} from '../name/name-compare.ts'

/** Certificates by subject, each once. Make one for a bundle that many paths are built with. */
export class CertificatePool {
  readonly certificates: readonly Certificate[]
  readonly #bySubject = new Map<string, Certificate[]>()
  readonly #fingerprints = new Set<string>()
  #byFoldedSubject: Map<string, Certificate[]> | undefined

  constructor(certificates: readonly Certificate[]) {
    const unique: Certificate[] = []
    for (const certificate of certificates) {
      if (this.#fingerprints.has(certificate.fingerprint)) continue
      this.#fingerprints.add(certificate.fingerprint)
      unique.push(certificate)
      append(this.#bySubject, certificate.subject.key, certificate)
    }
    this.certificates = unique
  }

  has(certificate: Certificate): boolean {
    return this.#fingerprints.has(certificate.fingerprint)
  }

  /**
   * Those that may have issued a certificate, because their subject is its issuer; most plausible first, like Go's
   * `findPotentialParents`: key identifiers match, one of them is missing, they differ.
   */
  candidates(child: Certificate): readonly Certificate[] {
    return plausibleFirst(child, this.#bySubject.get(child.issuer.key) ?? [])
  }

  /** The same, with names compared as RFC 5280 §7.1 says. */
  foldedCandidates(child: Certificate): readonly Certificate[] {
    if (this.#byFoldedSubject === undefined) {
      this.#byFoldedSubject = new Map()
      for (const one of this.certificates) append(this.#byFoldedSubject, foldedKey(one.subject), one)
    }
    return plausibleFirst(child, this.#byFoldedSubject.get(foldedKey(child.issuer)) ?? [])
  }
}

const append = (map: Map<string, Certificate[]>, key: string, certificate: Certificate): void => {
  const same = map.get(key)
  if (same === undefined) map.set(key, [certificate])
  else same.push(certificate)
}

const plausibleFirst = (child: Certificate, found: readonly Certificate[]): readonly Certificate[] =>
  found.length < 2
    ? found
    : [0, 1, 2].flatMap(rank => found.filter(candidate => keyIdentifierRank(child, candidate) === rank))

const keyIdentifierRank = (child: Certificate, candidate: Certificate): number => {
  const wanted = bytesOf(child, child.values.authorityKeyIdentifier)
  const offered = bytesOf(candidate, candidate.values.subjectKeyIdentifier)
  if (sameBytes(wanted, offered)) return 0
  return wanted.length === 0 || offered.length === 0 ? 1 : 2
}

const bytesOf = ({der}: Certificate, span: {from: number; to: number} | undefined): Uint8Array =>
  span === undefined ? NOTHING : der.subarray(span.from, span.to)

const NOTHING = new Uint8Array(0)
