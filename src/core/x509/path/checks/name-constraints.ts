import type {Certificate} from '../../certificate.ts'
import {printable} from '../../der/string.ts'
import type {NameConstraints, Subtrees} from '../../extension/name-constraints.ts'
import {isDomain, lowerAscii} from '../../name/domain.ts'
import type {GeneralName} from '../../name/general-name.ts'
import {parseIp} from '../../name/ip.ts'
import {type IpSet, ipSet, nearestIpSet} from '../../name/ip-set.ts'
import {type Mailbox, parseMailbox} from '../../name/mailbox.ts'
import {uriHost} from '../../name/uri.ts'
import {BudgetError, type ConstraintBudget, DomainSet, MailSet} from '../constraint-set.ts'
import type {Profile} from '../profile.ts'
import {type Reason, reason} from '../reason.ts'

/** Enough for every real path; hostile ones end here after some ten milliseconds. */
export const MAX_CONSTRAINT_CHARACTERS = 16_000_000

/**
 * RFC 5280 §6.1.3 (b), (c) with §4.2.1.10: no name of a certificate is outside of the permitted or inside the excluded
 * subtrees of any certificate above it, the trust anchor included. These are the DNS, mail, URI and IP names of
 * subjectAltName, which is all that Go compares. Answers with the certificate whose name is refused.
 */
export const checkNameConstraints = (
  path: readonly Certificate[],
  profile: Profile,
  budget: ConstraintBudget = {left: MAX_CONSTRAINT_CHARACTERS},
): {at: number; reason: Reason} | undefined => {
  if (!path.some(({values}) => values.nameConstraints !== undefined)) return undefined
  for (let at = 0; at < path.length; at++) {
    if (isExempt(path, at, profile)) continue
    const detail = checkNames(path, at, {profile, budget})
    if (detail !== undefined) return {at, reason: detail}
  }
  return undefined
}

/** RFC 5280 §4.2.1.10: self-issued certificates are exempt, unless they are the leaf; not so in Go. */
export const isExempt = (path: readonly Certificate[], at: number, {constrainsSelfIssued}: Profile): boolean =>
  !constrainsSelfIssued && at > 0 && path[at]?.isSelfIssued === true

const checkNames = (
  path: readonly Certificate[],
  at: number,
  {profile, budget}: {profile: Profile; budget: ConstraintBudget},
): Reason | undefined => {
  const certificate = path[at] as Certificate
  const above = path.slice(at + 1).filter(({values}) => values.nameConstraints !== undefined)
  if (above.length === 0) return undefined
  try {
    const names = constrainedNames(certificate, profile).map(comparable)
    const invalid = names.find(name => 'problem' in name)
    if (invalid !== undefined && 'problem' in invalid) return reason('name-constraints', invalid.problem)
    for (const issuer of above) {
      if (pairs(names, issuer) > profile.maxConstraintPairs) return tooMany
      const sets = setsOf(issuer.values.nameConstraints as NameConstraints, profile)
      for (const name of names) {
        if ('problem' in name) continue
        const problem = compare(name, sets, budget)
        if (problem !== undefined) return reason('name-constraints', `${problem} of ${issuer.subject}`)
      }
    }
  } catch (error) {
    if (error instanceof BudgetError)
      return reason('budget', 'has more names than can be compared with the constraints')
    throw error
  }
  return undefined
}

const tooMany = reason('budget', 'has more names than can be compared with the name constraints')

const pairs = (names: readonly unknown[], {values: {nameConstraints}}: Certificate): number => {
  const lists = [nameConstraints?.permitted, nameConstraints?.excluded]
  return names.length * lists.reduce((sum, list) => sum + (list === undefined ? 0 : countSubtrees(list)), 0)
}

const countSubtrees = ({dns, email, uri, ip}: Subtrees): number => dns.length + email.length + uri.length + ip.length

const COMPARED: readonly GeneralName['kind'][] = ['iPAddress', 'dNSName', 'uniformResourceIdentifier', 'rfc822Name']

/** By the RFC, mail addresses in the subject count where there is no subjectAltName; Go looks at that alone. */
const constrainedNames = (
  {values, sans, subject}: Certificate,
  {comparesAllNames}: Profile,
): readonly GeneralName[] => {
  if (values.subjectAltName !== undefined) return sans.filter(({kind}) => COMPARED.includes(kind))
  if (!comparesAllNames) return []
  return subject
    .values('emailAddress')
    .map(value => ({kind: 'rfc822Name' as const, value, bytes: Buffer.from(value, 'latin1')}))
}

type Comparable =
  | {readonly kind: 'dns' | 'uri'; readonly text: string; readonly host: string}
  | {readonly kind: 'email'; readonly text: string; readonly mailbox: Mailbox}
  | {readonly kind: 'ip'; readonly text: string; readonly address: Uint8Array}

/** A name in the form that constraints are compared with, or why it has none. */
const comparable = ({kind, value, bytes}: GeneralName): Comparable | {problem: string} => {
  const text = printable(value)
  if (kind === 'iPAddress') return {kind: 'ip', text, address: bytes}
  if (kind === 'dNSName') {
    return isDomain(value, false)
      ? {kind: 'dns', text, host: value}
      : {problem: `has a DNS name that is no name: ${text}`}
  }
  if (kind === 'rfc822Name') {
    const mailbox = parseMailbox(value)
    return mailbox === undefined
      ? {problem: `has a mail address that is none: ${text}`}
      : {kind: 'email', text, mailbox}
  }
  const host = constrainedHost(value)
  return host === undefined ? {problem: `has a URI without a domain: ${text}`} : {kind: 'uri', text, host}
}

/** The host that a URI is judged by: without port, in lower case, never empty and never an address. */
const constrainedHost = (uri: string): string | undefined => {
  const whole = lowerAscii(uriHost(uri) ?? '')
  const colon = whole.endsWith(']') ? -1 : whole.lastIndexOf(':')
  const host = colon === -1 ? whole : whole.slice(0, colon)
  if (whole === '' || host.includes(':') || host.startsWith('[') || parseIp(host) !== undefined) return undefined
  return isDomain(host, false) ? host : undefined
}

interface Sets {
  readonly dns: Pair<DomainSet>
  readonly uri: Pair<DomainSet>
  readonly email: Pair<MailSet>
  readonly ip: Pair<IpSet>
}

interface Pair<T> {
  readonly permitted: T | undefined
  readonly excluded: T | undefined
}

const setsByConstraints = new WeakMap<NameConstraints, Map<boolean, Sets>>()

const setsOf = (constraints: NameConstraints, {exactConstraints}: Profile): Sets => {
  const known = setsByConstraints.get(constraints) ?? new Map<boolean, Sets>()
  setsByConstraints.set(constraints, known)
  let sets = known.get(exactConstraints)
  if (sets === undefined) {
    sets = {
      dns: pair(constraints, 'dns', (list, excluded) => new DomainSet(list, {excluded, exact: false})),
      uri: pair(constraints, 'uri', (list, excluded) => new DomainSet(list, {excluded, exact: exactConstraints})),
      email: pair(constraints, 'email', (list, excluded) => new MailSet(list, {excluded, exact: exactConstraints})),
      ip: pair(constraints, 'ip', exactConstraints ? ipSet : nearestIpSet),
    }
    known.set(exactConstraints, sets)
  }
  return sets
}

const pair = <K extends 'dns' | 'uri' | 'email' | 'ip', T>(
  {permitted, excluded}: NameConstraints,
  kind: K,
  make: (list: Subtrees[K], excluded: boolean) => T,
): Pair<T> => ({
  permitted: permitted[kind].length === 0 ? undefined : make(permitted[kind], false),
  excluded: excluded[kind].length === 0 ? undefined : make(excluded[kind], true),
})

const WORDS = {dns: 'DNS name', uri: 'URI', email: 'mail address', ip: 'IP address'} as const

const compare = (name: Comparable, sets: Sets, budget: ConstraintBudget): string | undefined => {
  const [permitted, excluded] = finders(name, sets, budget)
  if (permitted !== undefined && permitted() === undefined) {
    return `has the ${WORDS[name.kind]} ${name.text}, which is outside of the name constraints`
  }
  return excluded?.() === undefined
    ? undefined
    : `has the ${WORDS[name.kind]} ${name.text}, excluded by the name constraints`
}

type Finder = (() => string | undefined) | undefined

/** How to look a name up among the permitted and the excluded subtrees; undefined where there are none of its kind. */
const finders = (name: Comparable, sets: Sets, budget: ConstraintBudget): readonly [Finder, Finder] => {
  const both = <S>({permitted, excluded}: Pair<S>, find: (set: S) => string | undefined): readonly [Finder, Finder] => [
    permitted === undefined ? undefined : () => find(permitted),
    excluded === undefined ? undefined : () => find(excluded),
  ]
  if (name.kind === 'ip') return both(sets.ip, set => set.find(name.address, budget))
  if (name.kind === 'email') return both(sets.email, set => set.find(name.mailbox, budget))
  return both(sets[name.kind], set => set.find(name.host, budget))
}
