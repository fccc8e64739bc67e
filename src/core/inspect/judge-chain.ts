import type {Certificate} from '../x509/certificate.ts'
import {matchesHost} from '../x509/name/hostname.ts'
import {checkCriticalExtensions} from '../x509/path/checks/critical-extensions.ts'
import {checkValidity} from '../x509/path/checks/validity.ts'
import {CertificatePool, findPaths, type PathResult, type RejectedPath} from '../x509/path/path.ts'
import {GO} from '../x509/path/profile.ts'
import {type Reason, timeText} from '../x509/path/reason.ts'
import {certificateName} from './certificate-name.ts'
import type {ChainVerdict, ChainView, PathView} from './chain-view.ts'

/** A chain as somebody presents it, leaf first, and what it is judged by. */
export interface PresentedChain {
  readonly at: string
  readonly certificates: readonly Certificate[]
  readonly problems?: ChainView['problems']
  readonly anchors: CertificatePool
  /** CA certificates that were seen in other places; they never make it valid, but say what is missing. */
  readonly elsewhere?: readonly Certificate[]
  readonly hosts?: readonly string[]
  readonly now: Date
}

/** A chain with its verdict. The paths can be told by their certificates; `seen` are all that occur in it. */
export interface JudgedChain {
  readonly view: ChainView
  readonly seen: readonly Certificate[]
  /** Along the path that lives longest, milliseconds since 1970. */
  readonly effectiveNotAfter: number | undefined
}

/** Judges a chain as Go programs do, for whatever its leaf is for. The certificates behind the leaf count as sent along. */
export const judgeChain = (chain: PresentedChain): JudgedChain => {
  const [leaf, ...sent] = chain.certificates
  if (leaf === undefined) return emptyChain(chain)
  const own = search(leaf, sent, chain)
  const wider = own.valid ? own : search(leaf, [...sent, ...(chain.elsewhere ?? [])], chain)
  const isIncomplete = !own.valid && wider.valid
  const shown = isIncomplete ? wider : own
  const notSent = isIncomplete ? missing(wider, chain) : []
  const paths = [...shown.paths].sort((a, b) => leastNotAfter(b) - leastNotAfter(a))
  const effective = paths[0] === undefined ? knownEnd(leaf, shown.rejected) : leastNotAfter(paths[0])
  const hosts = chain.hosts?.map(host => ({host, covered: matchesHost(leaf, host)}))
  return {
    effectiveNotAfter: effective,
    seen: unique([...chain.certificates, ...paths.flat(), ...shown.rejected.flatMap(each => each.certificates)]),
    view: {
      at: chain.at,
      role: 'chain',
      certificates: chain.certificates.map(each => each.fingerprint),
      verdict: isIncomplete ? incomplete(notSent) : verdictOf(leaf, own, chain.now),
      paths: [
        ...paths.map(path => validPath(path, isIncomplete)),
        ...shown.rejected.slice(0, MOST_REJECTED).map(rejectedPath),
      ],
      effectiveNotAfter: timeText(effective),
      notSent: notSent.map(each => each.fingerprint),
      ...(hosts !== undefined && {hosts}),
      problems: chain.problems ?? [],
    },
  }
}

/** Cross-signed graphs have more; nobody reads them. */
const MOST_REJECTED = 50

const emptyChain = ({at, problems = []}: PresentedChain): JudgedChain => ({
  effectiveNotAfter: undefined,
  seen: [],
  view: {at, role: 'chain', certificates: [], paths: [], notSent: [], problems},
})

/** Whatever the leaf is for is enough; of a CA nothing is asked. */
const search = (leaf: Certificate, intermediates: readonly Certificate[], {anchors, now}: PresentedChain): PathResult =>
  findPaths(leaf, {
    intermediates,
    roots: anchors,
    now,
    usages: leaf.isCa || leaf.extendedKeyUsage === undefined ? ['any'] : leaf.extendedKeyUsage,
  })

const missing = ({paths}: PathResult, {certificates, anchors}: PresentedChain): readonly Certificate[] => {
  const sent = new CertificatePool(certificates)
  return (paths[0] ?? []).filter(each => !sent.has(each) && !anchors.has(each))
}

const incomplete = (notSent: readonly Certificate[]): ChainVerdict => ({
  is: 'invalid',
  code: 'chain-incomplete',
  detail: `${notSent.map(certificateName).join(' and ')} is needed and is not sent along`,
})

const verdictOf = (leaf: Certificate, {valid, rejected}: PathResult, now: Date): ChainVerdict => {
  if (valid) return {is: 'valid'}
  const own = checkCriticalExtensions(leaf, GO) ?? checkValidity(leaf, now.getTime())
  if (own !== undefined) return {is: 'invalid', code: own.code, detail: blame(leaf, own)}
  const worst = rejected.find(({reason}) => !UNANCHORED.has(reason.code)) ?? rejected[0]
  if (worst === undefined) return {is: 'unanchored'}
  const {certificates, at, reason} = worst
  const is = UNANCHORED.has(reason.code) ? 'unanchored' : 'invalid'
  return {is, code: reason.code, detail: blame(certificates[at] ?? leaf, reason)}
}

const UNANCHORED: ReadonlySet<string> = new Set(['issuer-unknown', 'untrusted-root'])

const blame = (certificate: Certificate, {detail}: Reason): string => `${certificateName(certificate)} ${detail}`

const validPath = (path: readonly Certificate[], isIncomplete: boolean): PathView => ({
  certificates: path.map(each => each.fingerprint),
  valid: !isIncomplete,
})

const rejectedPath = ({certificates, at, reason: {code, detail}}: RejectedPath): PathView => ({
  certificates: certificates.map(each => each.fingerprint),
  valid: false,
  problem: {code, detail, at: certificates[at]?.fingerprint ?? ''},
})

const leastNotAfter = (path: readonly Certificate[]): number => Math.min(...path.map(({notAfter}) => notAfter))

/** Without a valid path, what is known to end it: the least along the path that came closest. */
const knownEnd = (leaf: Certificate, [best]: readonly RejectedPath[]): number =>
  leastNotAfter(best === undefined || !best.isComplete ? [leaf] : best.certificates)

const unique = (certificates: readonly Certificate[]): readonly Certificate[] => [
  ...new Map(certificates.map(each => [each.fingerprint, each])).values(),
]
