import type {Certificate} from '../certificate.ts'
import {printable} from '../der/string.ts'
import {hostNames, matchesHost} from '../name/hostname.ts'
import {checkCriticalExtensions} from './checks/critical-extensions.ts'
import {checkDirectoryNameConstraints} from './checks/directory-name-constraints.ts'
import {checkExtendedKeyUsage} from './checks/extended-key-usage.ts'
import {checkNameConstraints} from './checks/name-constraints.ts'
import {checkPolicies} from './checks/policies.ts'
import {certificateSignatureProblem} from './checks/signature.ts'
import {checkValidity} from './checks/validity.ts'
import {buildPaths, type RejectedPath} from './path-builder.ts'
import {CertificatePool} from './pool.ts'
import {GO, type Profile} from './profile.ts'
import {type Reason, reason} from './reason.ts'

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
  /** Whose rules decide; Go's where it is not given. */
  readonly profile?: Profile
  /** How many intermediates a path may have; Go has no such limit. */
  readonly maxIntermediates?: number
}

export interface PathResult {
  /** Go's verdict: `Certificate.Verify` would succeed. */
  readonly valid: boolean
  /** Every valid path, leaf first, trust anchor last. */
  readonly paths: readonly (readonly Certificate[])[]
  /** Every other path that was tried, the one closest to valid first. Found out when it is first asked for. */
  readonly rejected: readonly RejectedPath[]
  /** How many candidates were considered, and whether building stopped because they were too many. */
  readonly considered: number
  readonly exhausted: boolean
}

/**
 * Finds every path from a certificate to a trust anchor and says of each whether it is valid, with the verdict of Go's
 * crypto/x509 (`Certificate.Verify`), which is what the API server, the kubelet and most controllers run. Where Go gives
 * up at once (the leaf expired, or is not for this host), the paths are still built for those who ask for `rejected`.
 */
export const findPaths = (leaf: Certificate, options: PathOptions): PathResult => {
  const leafProblem = checkLeaf(leaf, options)
  const search = lazy(() => judge(leaf, options, leafProblem))
  return {
    valid: leafProblem === undefined && search().paths.length > 0,
    paths: leafProblem === undefined ? search().paths : [],
    get rejected() {
      return search().rejected
    },
    get considered() {
      return search().considered
    },
    get exhausted() {
      return search().exhausted
    },
  }
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: {value: T} | undefined
  return () => {
    made ??= {value: make()}
    return made.value
  }
}

/** Builds all paths and sorts them into valid ones and others. */
const judge = (leaf: Certificate, options: PathOptions, leafProblem: Reason | undefined) => {
  const {usages = [], profile = GO, maxIntermediates} = options
  const {complete, rejected, considered, exhausted} = buildPaths(leaf, {
    roots: poolOf(options.roots),
    intermediates: poolOf(options.intermediates),
    now: options.now.getTime(),
    profile,
    maxIntermediates,
  })
  const paths: (readonly Certificate[])[] = []
  const refused: RejectedPath[] = [...rejected]
  for (const path of complete) {
    const problem = leafProblem === undefined ? checkWhole(path, usages, profile) : {at: 0, reason: leafProblem}
    if (problem === undefined) paths.push(path)
    else refused.push({certificates: path, isComplete: true, ...problem})
  }
  return {paths, rejected: refused.sort(bestFirst), considered, exhausted}
}

const poolOf = (certificates: Certificates): CertificatePool =>
  certificates instanceof CertificatePool ? certificates : new CertificatePool(certificates)

/** What Go checks of the leaf alone. */
const checkLeaf = (leaf: Certificate, {now, profile = GO, host}: PathOptions): Reason | undefined => {
  const time = profile.wholeSeconds ? Math.floor(now.getTime() / 1000) * 1000 : now.getTime()
  return checkKey(leaf) ?? checkCriticalExtensions(leaf, profile) ?? checkValidity(leaf, time) ?? checkHost(leaf, host)
}

const checkKey = ({publicKey}: Certificate): Reason | undefined =>
  publicKey.isOnCurve ? undefined : reason('key-unusable', `has a key that is no point of ${publicKey.curve}`)

const checkHost = (leaf: Certificate, host: string | undefined): Reason | undefined => {
  if (host === undefined || host === '' || matchesHost(leaf, host)) return undefined
  const names = hostNames(leaf).slice(0, 10).map(printable).join(', ')
  return reason('host-mismatch', `is valid for ${names === '' ? 'no host' : names}, not for ${printable(host)}`)
}

/** What only a complete path shows, in Go's order. */
const checkWhole = (
  path: readonly Certificate[],
  usages: readonly string[],
  profile: Profile,
): {at: number; reason: Reason} | undefined => {
  const policies = checkPolicies(path)
  if (policies !== undefined) return {at: 0, reason: policies}
  return (
    checkExtendedKeyUsage(path, usages.length === 0 ? ['serverAuth'] : usages) ??
    checkNameConstraints(path, profile) ??
    (profile.comparesAllNames ? checkDirectoryNameConstraints(path, profile) : undefined)
  )
}

const bestFirst = (a: RejectedPath, b: RejectedPath): number =>
  rank(a) - rank(b) || b.certificates.length - a.certificates.length

/** Whole paths, then those whose last signature is right, then dead ends, then candidates that only share a name. */
const rank = ({isComplete, reason: {code}}: RejectedPath): number => {
  if (isComplete) return 0
  if (['expired', 'not-yet-valid', 'critical-extension', 'path-too-long'].includes(code)) return 1
  return code.startsWith('issuer-') || code === 'untrusted-root' ? 2 : 3
}

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
