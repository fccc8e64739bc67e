import {colonHex, type NameView} from '../../../core/inspect/certificate-view.ts'
import type {FoundCertificate} from '../../../core/inspect/inspection.ts'
import {shownName} from '../../../core/x509/name/general-name.ts'
import {shown} from '../../escape.ts'
import type {Branch, Entry} from '../panel.ts'
import {clockOf, lasting, leftOf, lifeOf} from './clock.ts'
import type {Saying} from './saying.ts'

/** How people tell certificates apart: the subject, else the first of the names that it is for. */
export const nameOf = ({subject, sans}: Pick<FoundCertificate, 'subject' | 'sans'>): string => {
  if (subject !== '') return shown(subject, 200)
  return sans[0] === undefined ? 'a certificate without a name' : sanText(sans[0])
}

/** A certificate as a node: what it is for, how long, which key, who signed it, and who trusts it. */
export const certificateBranch = (
  saying: Saying,
  certificate: FoundCertificate,
): Omit<Branch, 'sign' | 'children'> & {readonly entries: readonly Entry[]} => ({
  title: nameOf(certificate),
  badge: leftOf(certificate, saying.now),
  life: lifeOf(certificate, saying.now),
  entries: [
    ...(certificate.isCa ? authorityEntries(certificate) : leafEntries(certificate, saying)),
    ...limitEntries(certificate),
    ...(saying.wide ? wideEntries(certificate) : []),
  ],
})

const entry = (label: string, text: string): Entry => ({label, text})

const leafEntries = (certificate: FoundCertificate, {wide}: Saying): readonly Entry[] => [
  entry('for', namesText(certificate, wide)),
  entry('valid', validText(certificate)),
  entry('key', keyText(certificate)),
  entry('use', usesText(certificate)),
  ...provisionerEntries(certificate),
  entry('serial', colonHex(certificate.serialNumber)),
  entry('sha256', certificate.fingerprint.replace(/^sha256:/, '')),
]

const provisionerEntries = ({stepProvisioner}: FoundCertificate): readonly Entry[] => {
  if (stepProvisioner === undefined) return []
  const {name, type} = stepProvisioner
  return [entry('allowed', `by provisioner ${shown(name, 200)} (${shown(type, 40)}) of step-ca`)]
}

const authorityEntries = (certificate: FoundCertificate): readonly Entry[] => {
  const {pathLength, sans} = certificate
  const depth = pathLength === undefined ? 'CA' : `CA, path length ${pathLength}`
  return [
    entry('valid', validText(certificate)),
    entry('key', `${keyText(certificate)}; ${depth}`),
    ...(sans.length === 0 ? [] : [entry('for', namesText(certificate, false))]),
  ]
}

const validText = ({notBefore, notAfter}: FoundCertificate): string =>
  `${clockOf(notBefore)} to ${clockOf(notAfter)} (${lasting(Date.parse(notAfter) - Date.parse(notBefore))})`

const keyText = ({key, signature}: FoundCertificate): string =>
  `${shown(key.algorithm, 80)}; signed with ${shown(signature, 80)}`

/** Names of a leaf that are shown unless all are asked for. */
const NAMES = 12

const namesText = ({sans}: FoundCertificate, wide: boolean): string => {
  if (sans.length === 0) return 'no name at all: programs do not look at the common name'
  const named = (wide ? sans : sans.slice(0, NAMES)).map(san => sanText(san))
  const rest = sans.length - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more (-o wide shows all)` : ''}`
}

/** DNS names without their kind, as everybody writes them, unless they look like something else. */
export const sanText = (san: NameView): string =>
  san.kind === 'dNSName' && /^[^:@/\s]+$/.test(san.value) ? shown(san.value, 300) : shown(shownName(san), 300)

const usesText = ({extendedKeyUsage, keyUsage}: FoundCertificate): string => {
  const purposes = extendedKeyUsage === undefined ? 'anything (no extended key usage)' : extendedKeyUsage.join(', ')
  return shown(keyUsage === undefined ? purposes : `${purposes}; ${keyUsage.join(', ')}`)
}

/** What makes a certificate less than it seems. */
const limitEntries = ({nameConstraints, unknownCritical}: FoundCertificate): readonly Entry[] => [
  ...(nameConstraints === undefined ? [] : [entry('only for', constraintsText(nameConstraints))]),
  ...(unknownCritical === undefined
    ? []
    : [{sign: 'error' as const, label: 'critical', text: `nobody understands ${shown(unknownCritical.join(', '))}`}]),
]

const constraintsText = ({permitted, excluded}: NonNullable<FoundCertificate['nameConstraints']>): string =>
  shown(
    [
      ...(permitted.length > 0 ? [permitted.join(', ')] : []),
      ...(excluded.length > 0 ? [`never ${excluded.join(', ')}`] : []),
    ].join('; '),
  )

/** What is left of `openssl x509 -text`: everything by which machines tell certificates apart. */
const wideEntries = (certificate: FoundCertificate): readonly Entry[] => {
  const {isCa, issuer, subjectKeyId, authorityKeyId, policies, urls = [], key} = certificate
  const serial = [
    entry('use', usesText(certificate)),
    entry('serial', colonHex(certificate.serialNumber)),
    entry('sha256', certificate.fingerprint.replace(/^sha256:/, '')),
  ]
  return [
    ...(isCa ? serial : []),
    entry('issuer', issuer === '' ? 'no name' : shown(issuer)),
    entry('spki', key.hash.replace(/^sha256:/, '')),
    ...(subjectKeyId === undefined ? [] : [entry('key id', colonHex(subjectKeyId))]),
    ...(authorityKeyId === undefined ? [] : [entry('signer id', colonHex(authorityKeyId))]),
    ...(policies === undefined ? [] : [entry('policies', shown(policies.join(', ')))]),
    ...urls.map(({for: what, url}) => entry(shown(what, 40), shown(url, 300))),
  ]
}
