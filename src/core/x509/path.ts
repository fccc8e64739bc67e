import type {Certificate} from './certificate.ts'
import {checkCriticalExtensions} from './checks/critical-extensions.ts'
import {checkExtendedKeyUsage} from './checks/extended-key-usage.ts'
import {checkNameConstraints} from './checks/name-constraints.ts'
import {checkPolicies} from './checks/policies.ts'
import {certificateSignatureProblem} from './checks/signature.ts'
import {checkValidity} from './checks/validity.ts'
import {hostNames, matchesHost} from './hostname.ts'
import {buildPaths, type RejectedPath} from './path-builder.ts'
import {CertificatePool} from './pool.ts'
import {type Reason, reason} from './reason.ts'
import {printable} from './string.ts'

export type {RejectedPath} from './path-builder.ts'
export {CertificatePool} from './pool.ts'
export type {Reason, ReasonCode} from './reason.ts'

/** Certificates, or a pool of them that was made once for many questions. */
export type Certificates = readonly Certificate[] | CertificatePool

export interface PathOptions {
  /** What the other side sends along, or the Secret holds behind the leaf; order does not matter. */
  readonly intermediates: Certificates
  /** Trust anchors. */
  readonly roots: Certificates
  readonly now: Date
  /** Any of these purposes is enough; `serverAuth` where none is given, `any` for no check. */
  readonly usages?: readonly string[]
  /** A DNS name or an IP address that the leaf must be valid for; not checked where it is not given. */
  readonly host?: string
}

export interface PathResult {
  /** Go's verdict: `Certificate.Verify` would succeed. */
  readonly valid: boolean
  /** Every valid path, leaf first, trust anchor last. */
  readonly paths: readonly (readonly Certificate[])[]
  /** Every other path that was tried, the one closest to valid first. */
  readonly rejected: readonly RejectedPath[]
  /** How many candidates were considered, and whether building stopped because they were too many. */
  readonly considered: number
  readonly exhausted: boolean
}

/**
 * Finds every path from a certificate to a trust anchor and says of each whether it is valid, with the verdict of Go's
 * crypto/x509 (`Certificate.Verify`), which is what the API server, the kubelet and most controllers run. Where Go gives
 * up at once (the leaf expired, or is not for this host), the paths are still built, and rejected for that reason.
 */
export const findPaths = (leaf: Certificate, options: PathOptions): PathResult => {
  const now = options.now.getTime()
  const pools = {roots: poolOf(options.roots), intermediates: poolOf(options.intermediates)}
  const {complete, rejected, considered, exhausted} = buildPaths(leaf, pools, now)
  const leafProblem = checkLeaf(leaf, now, options.host)
  const paths: (readonly Certificate[])[] = []
  const refused: RejectedPath[] = [...rejected]
  for (const path of complete) {
    const problem = leafProblem === undefined ? checkWhole(path, options.usages) : {at: 0, reason: leafProblem}
    if (problem === undefined) paths.push(path)
    else refused.push({certificates: path, ...problem})
  }
  if (refused.length === 0 && leafProblem !== undefined)
    refused.push({certificates: [leaf], at: 0, reason: leafProblem})
  return {valid: paths.length > 0, paths, rejected: refused.sort(bestFirst), considered, exhausted}
}

const poolOf = (certificates: Certificates): CertificatePool =>
  certificates instanceof CertificatePool ? certificates : new CertificatePool(certificates)

/** What Go checks of the leaf alone. */
const checkLeaf = (leaf: Certificate, now: number, host: string | undefined): Reason | undefined =>
  checkCriticalExtensions(leaf) ?? checkValidity(leaf, now) ?? checkHost(leaf, host)

const checkHost = (leaf: Certificate, host: string | undefined): Reason | undefined => {
  if (host === undefined || host === '' || matchesHost(leaf, host)) return undefined
  const names = hostNames(leaf).slice(0, 10).map(printable).join(', ')
  return reason('host-mismatch', `is valid for ${names === '' ? 'no host' : names}, not for ${printable(host)}`)
}

/** What only a complete path shows, in Go's order. */
const checkWhole = (
  path: readonly Certificate[],
  usages: readonly string[] = [],
): {at: number; reason: Reason} | undefined => {
  const policies = checkPolicies(path)
  if (policies !== undefined) return {at: 0, reason: policies}
  return checkExtendedKeyUsage(path, usages.length === 0 ? ['serverAuth'] : usages) ?? checkNameConstraints(path)
}

/** Whole paths, then those with a right signature, then dead ends, then candidates that only share a name. */
const RANKS: Readonly<Partial<Record<Reason['code'], number>>> = {
  'host-mismatch': 0,
  'extended-key-usage': 0,
  'name-constraints': 0,
  policies: 0,
  expired: 1,
  'not-yet-valid': 1,
  'critical-extension': 1,
  'path-too-long': 1,
  'issuer-unknown': 2,
  'untrusted-root': 2,
}

const bestFirst = (a: RejectedPath, b: RejectedPath): number =>
  rank(a) - rank(b) || b.certificates.length - a.certificates.length

const rank = ({at, reason: {code}}: RejectedPath): number =>
  at === 0 && code !== 'issuer-unknown' ? 0 : (RANKS[code] ?? 3)

/**
 * Whether `candidate` issued `child`: it has the name that the child gives as its issuer, and its key made the child's
 * signature. Key identifiers are only hints (RFC 5280 §4.2.1.1) and do not count. Says nothing about validity.
 */
export const isIssuedBy = (child: Certificate, candidate: Certificate): boolean =>
  child.issuer.key === candidate.subject.key && certificateSignatureProblem(child, candidate) === undefined

/** Those of the candidates that issued `child`, most plausible first. */
export const findIssuers = (child: Certificate, candidates: Certificates): readonly Certificate[] =>
  poolOf(candidates)
    .candidates(child)
    .filter(candidate => isIssuedBy(child, candidate))

/** Whether a certificate is issued by itself, with its own key. */
export const isSelfSigned = (certificate: Certificate): boolean => isIssuedBy(certificate, certificate)
