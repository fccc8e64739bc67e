import type {Certificate} from '../../src/core/x509/certificate.ts'
import {matchesHost} from '../../src/core/x509/name/hostname.ts'
import {findPaths, type PathOptions} from '../../src/core/x509/path/path.ts'
import {RFC5280} from '../../src/core/x509/path/profile.ts'
import {readCertificates} from '../../src/core/x509/pem/bundle.ts'
import {strictPathFindings} from '../../src/core/x509/strict/strict.ts'
import type {HostRow, LimboCase} from './data.ts'

/** When cases without a time are judged: any moment will do. */
const NOW = '2026-11-21T00:00:00Z'

export type Part = 'core' | 'path building' | 'name constraints' | 'mail names'

/** Parts are reported apart, because name constraints are 97 % of all cases. */
export const partOf = ({id, validation_kind}: LimboCase): Part => {
  if (validation_kind === 'CLIENT') return 'mail names'
  if (id.startsWith('bettertls::pathbuilding')) return 'path building'
  return id.startsWith('bettertls::nameconstraints') ? 'name constraints' : 'core'
}

/** What cannot be judged without revocation lists or a public-suffix list, neither of which the product has. */
export const needsMore = ({features, expected_result}: LimboCase): boolean =>
  expected_result === 'FAILURE' &&
  (features.includes('has-crl') || features.includes('pedantic-public-suffix-wildcard'))

export interface Outcome {
  readonly verdict: 'SUCCESS' | 'FAILURE'
  readonly milliseconds: number
  /** Why not, most likely first. Costs a whole search where the leaf alone was refused, so only on demand. */
  reasons(): readonly string[]
  /** How many candidates path building looked at; on demand, too. */
  considered(): number
}

interface Parsed {
  readonly leaf: Certificate | undefined
  readonly options: PathOptions
  readonly problems: readonly string[]
}

const parse = (test: LimboCase): Parsed => {
  const peer = readCertificates(test.peer_certificate)
  return {
    leaf: peer.certificates[0],
    problems: peer.problems.map(({detail}) => detail),
    options: {
      roots: test.trusted_certs.flatMap(text => readCertificates(text).certificates),
      intermediates: test.untrusted_intermediates.flatMap(text => readCertificates(text).certificates),
      now: new Date(test.validation_time ?? NOW),
      usages: test.extended_key_usage,
      ...(test.expected_peer_name === null ? {} : {host: test.expected_peer_name.value}),
    },
  }
}

/** The verdict that the product gives: Go's. Parsing is in the time. */
export const judge = (test: LimboCase): Outcome => {
  const start = performance.now()
  const {leaf, options, problems} = parse(test)
  const host = test.validation_kind === 'CLIENT' ? {host: ''} : {}
  const result = leaf === undefined ? undefined : findPaths(leaf, {...options, ...host})
  const valid = result?.valid ?? false
  const milliseconds = performance.now() - start
  return {
    verdict: valid ? 'SUCCESS' : 'FAILURE',
    milliseconds,
    considered: () => result?.considered ?? 0,
    reasons: () => [...problems, ...(result?.rejected.map(({reason}) => reason.code) ?? [])],
  }
}

/** The verdict of the strict layer: a path that RFC 5280 accepts and in which no certificate violates anything. */
export const judgeStrictly = (test: LimboCase): Outcome => {
  const start = performance.now()
  const {leaf, options, problems} = parse(test)
  const depth = test.max_chain_depth === null ? {} : {maxIntermediates: test.max_chain_depth}
  const result = leaf === undefined ? undefined : findPaths(leaf, {...options, ...depth, profile: RFC5280})
  const violations = (result?.paths ?? []).map(path =>
    strictPathFindings(path)
      .filter(({level}) => level === 'violation')
      .map(({code}) => code),
  )
  const valid = violations.some(codes => codes.length === 0)
  return {
    verdict: valid ? 'SUCCESS' : 'FAILURE',
    milliseconds: performance.now() - start,
    considered: () => result?.considered ?? 0,
    reasons: () => [...problems, ...violations.flat(), ...(result?.rejected.map(({reason}) => reason.code) ?? [])],
  }
}

/** Whether the matcher agrees with Go's VerifyHostname on a certificate with this one DNS name. */
export const agreesOnHost = ({san, host, go}: HostRow): boolean => {
  const bytes = Buffer.from(san, 'latin1')
  return matchesHost({sans: [{kind: 'dNSName', value: san, bytes}]}, host) === go
}
