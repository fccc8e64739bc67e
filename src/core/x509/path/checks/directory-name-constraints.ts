import type {Certificate} from '../../certificate.ts'
import type {NameConstraints} from '../../extension/name-constraints.ts'
import type {GeneralName} from '../../name/general-name.ts'
import {shownName} from '../../name/general-name.ts'
import {Name} from '../../name/name.ts'
import {isWithin} from '../../name/name-compare.ts'
import type {Profile} from '../profile.ts'
import {type Reason, reason} from '../reason.ts'
import {isExempt} from './name-constraints.ts'

/**
 * RFC 5280 §4.2.1.10 for what Go leaves out: constraints on directoryName bind the subject and the directory names of
 * subjectAltName; constraints on otherName and the rarer kinds, whose matching the RFC does not define, refuse every
 * name of their kind ("must either process the constraint or reject the certificate").
 */
export const checkDirectoryNameConstraints = (
  path: readonly Certificate[],
  profile: Profile,
): {at: number; reason: Reason} | undefined => {
  for (let at = 0; at < path.length; at++) {
    if (isExempt(path, at, profile)) continue
    for (const issuer of path.slice(at + 1)) {
      const constraints = issuer.values.nameConstraints
      const detail = constraints === undefined ? undefined : checkNames(path[at] as Certificate, constraints)
      if (detail !== undefined) return {at, reason: reason('name-constraints', `${detail} of ${issuer.subject}`)}
    }
  }
  return undefined
}

const checkNames = (certificate: Certificate, {permitted, excluded}: NameConstraints): string | undefined => {
  const rare = [...permitted.others, ...excluded.others].filter(({kind}) => kind !== 'directoryName')
  const refused = certificate.sans.find(san => rare.some(({kind}) => kind === san.kind))
  if (refused !== undefined)
    return `has the name ${shownName(refused)}, whose kind is constrained by the name constraints`
  const permittedBases = bases(permitted.others)
  const excludedBases = bases(excluded.others)
  for (const name of directoryNames(certificate)) {
    if (permittedBases.length > 0 && !permittedBases.some(base => isWithin(name, base))) {
      return `has the directory name ${name}, which is outside of the name constraints`
    }
    if (excludedBases.some(base => isWithin(name, base))) {
      return `has the directory name ${name}, excluded by the name constraints`
    }
  }
  return undefined
}

const directoryNames = ({subject, sans}: Certificate): readonly Name[] => [
  ...(subject.isEmpty ? [] : [subject]),
  ...bases(sans),
]

const bases = (names: readonly GeneralName[]): readonly Name[] =>
  names.filter(({kind}) => kind === 'directoryName').map(({bytes}) => new Name(bytes))
