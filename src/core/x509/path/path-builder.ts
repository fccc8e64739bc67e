import type {Certificate} from '../certificate.ts'
import {sameBytes} from '../der/der-values.ts'
import {checkIsCa} from './checks/ca.ts'
import {checkCriticalExtensions} from './checks/critical-extensions.ts'
import {checkKeyCertSign} from './checks/key-usage.ts'
import {checkPathLength, countIntermediates} from './checks/path-length.ts'
import {checkSignature} from './checks/signature.ts'
import {checkValidity} from './checks/validity.ts'
import type {CertificatePool} from './pool.ts'
import type {Profile} from './profile.ts'
import {type Reason, reason} from './reason.ts'

/** A path that is not valid: the certificates as far as they go, leaf first, and which one of them is to blame. */
export interface RejectedPath {
  readonly certificates: readonly Certificate[]
  /** Index in `certificates` of the one that `reason` is about. */
  readonly at: number
  readonly reason: Reason
  /** Whether it ends in a trust anchor, so that only something about the path or the leaf is wrong. */
  readonly isComplete: boolean
}

export interface BuildResult {
  /** Leaf first, trust anchor last; every link was checked, the path as a whole was not. */
  readonly complete: readonly (readonly Certificate[])[]
  readonly rejected: readonly RejectedPath[]
  /** Candidates that were considered, and whether that was as many as allowed. */
  readonly considered: number
  readonly exhausted: boolean
}

/** As in Go: a bound on signature checks is what keeps cross-signed graphs from exploding. */
export const MAX_CANDIDATES = 100

export interface BuildOptions {
  readonly roots: CertificatePool
  readonly intermediates: CertificatePool
  /** Milliseconds since 1970. */
  readonly now: number
  readonly profile: Profile
  /** Longer paths are not followed; no limit where it is not given. */
  readonly maxIntermediates?: number | undefined
}

interface Search extends BuildOptions {
  readonly complete: Certificate[][]
  readonly rejected: RejectedPath[]
  considered: number
}

/**
 * Go's `buildChains`: depth first from the leaf up, trust anchors before intermediates, the most plausible first, every
 * candidate checked on its own before it is followed; all paths are found, not only the first.
 */
export const buildPaths = (leaf: Certificate, options: BuildOptions): BuildResult => {
  const search: Search = {...options, complete: [], rejected: [], considered: 0}
  if (options.roots.has(leaf)) search.complete.push([leaf])
  else extend(search, [leaf])
  const {complete, rejected, considered} = search
  return {complete, rejected, considered, exhausted: considered > MAX_CANDIDATES}
}

const extend = (search: Search, path: readonly Certificate[]): void => {
  const child = path.at(-1) as Certificate
  let followed = 0
  let found = 0
  for (const isAnchor of [true, false]) {
    const pool = isAnchor ? search.roots : search.intermediates
    for (const candidate of search.profile.foldsNames ? pool.foldedCandidates(child) : pool.candidates(child)) {
      found += 1
      search.considered += 1
      if (search.considered > MAX_CANDIDATES) {
        reject(search, path, tooManyCandidates)
        return
      }
      if (isInPath(candidate, path)) continue
      followed += 1
      const problem = checkCandidate(search, path, candidate, isAnchor)
      if (problem !== undefined) {
        reject(search, [...path, candidate], problem)
      } else if (isAnchor) search.complete.push([...path, candidate])
      else extend(search, [...path, candidate])
      if (search.considered > MAX_CANDIDATES) return
    }
  }
  if (followed === 0) reject(search, path, deadEnd(search, child, found > 0))
}

/** The last certificate of an incomplete path is to blame. */
const reject = ({rejected}: Search, certificates: readonly Certificate[], why: Reason): void => {
  rejected.push({certificates, at: certificates.length - 1, reason: why, isComplete: false})
}

const tooManyCandidates = reason('budget', `leads to more than ${MAX_CANDIDATES} candidates, where building stops`)

/** Why nothing follows. That a name differs only in how it is written is easy to miss, so it is said. */
const deadEnd = ({roots, intermediates}: Search, child: Certificate, isLoop: boolean): Reason => {
  if (child.isSelfIssued) {
    return reason('untrusted-root', 'names itself as issuer and is not among the trusted certificates')
  }
  if (isLoop) return reason('issuer-unknown', `is issued by ${child.issuer}, which leads back into the path`)
  const similar = [...roots.foldedCandidates(child), ...intermediates.foldedCandidates(child)]
  if (similar.length > 0) {
    return reason('issuer-differs', `is issued by ${child.issuer}, and the one at hand writes its name differently`)
  }
  return reason(
    'issuer-unknown',
    `is issued by ${child.issuer.isEmpty ? 'nobody' : child.issuer}, which is not at hand`,
  )
}

/** Go's order: what the candidate may do, its signature, then `isValid`. */
const checkCandidate = (
  {now, profile, maxIntermediates = Number.POSITIVE_INFINITY}: Search,
  path: readonly Certificate[],
  candidate: Certificate,
  isAnchor: boolean,
): Reason | undefined => {
  if (candidate.publicKey.algorithm === 'unknown') {
    return reason('key-unusable', `has a key of a kind that is not supported: ${candidate.publicKey}`)
  }
  if (!isAnchor && countIntermediates([...path, candidate], profile) > maxIntermediates) {
    return reason('path-too-long', `would be one intermediate more than the ${maxIntermediates} allowed`)
  }
  return (
    checkCanIssue(candidate) ??
    checkSignature(path.at(-1) as Certificate, candidate) ??
    checkCriticalExtensions(candidate, profile) ??
    checkValidity(candidate, profile.wholeSeconds ? Math.floor(now / 1000) * 1000 : now) ??
    checkIsCa(candidate, isAnchor) ??
    checkPathLength(candidate, path, profile)
  )
}

/** What Go asks of any issuer before it verifies a signature, trust anchor or not. */
const checkCanIssue = (candidate: Certificate): Reason | undefined =>
  checkIsCa(candidate, true) ?? checkKeyCertSign(candidate)

/**
 * Whether the candidate is in the path already, as the same subject with the same key and the same subjectAltName:
 * this ends the loops that cross-signed CAs make (Go's `alreadyInChain`).
 */
const isInPath = (candidate: Certificate, path: readonly Certificate[]): boolean => {
  const names = namesOf(candidate)
  for (const certificate of path) {
    if (candidate.subject.key !== certificate.subject.key) continue
    if (!sameBytes(candidate.publicKey.spki, certificate.publicKey.spki)) continue
    const others = namesOf(certificate)
    if (names === undefined || others === undefined) return names === others
    if (sameBytes(names, others)) return true
  }
  return false
}

const namesOf = ({der, values: {subjectAltName}}: Certificate): Uint8Array | undefined =>
  subjectAltName === undefined ? undefined : der.subarray(subjectAltName.from, subjectAltName.to)
