import {DerReader} from '../der/der.ts'
import {checkGeneralNames} from '../name/general-name.ts'
import {readBasicConstraints, readKeyUsage} from './basic-constraints.ts'
import {checkExtendedKeyUsage} from './extended-key-usage.ts'
import {EXTENSION, type Extension} from './extension.ts'
import {checkInformationAccess, readDistributionPoints} from './information-access.ts'
import {readAuthorityKeyIdentifier, readSubjectKeyIdentifier, type Span} from './key-identifier.ts'
import {type NameConstraints, readNameConstraints} from './name-constraints.ts'
import {
  type PolicyConstraints,
  type PolicyMapping,
  readCertificatePolicies,
  readInhibitAnyPolicy,
  readPolicyConstraints,
  readPolicyMappings,
} from './policies.ts'

/** What the known extensions say. Go's `processExtensions`: whatever it refuses is refused here. */
export class ExtensionValues {
  /** Bits of keyUsage; 0 where the extension is absent, or says nothing. */
  keyUsage = 0
  hasBasicConstraints = false
  isCa = false
  pathLength: number | undefined
  subjectKeyIdentifier: Span | undefined
  authorityKeyIdentifier: Span | undefined
  subjectAltName: Extension | undefined
  extKeyUsage: Extension | undefined
  nameConstraints: NameConstraints | undefined
  policies: readonly string[] = NONE
  policyMappings: readonly PolicyMapping[] = NONE
  policyConstraints: PolicyConstraints | undefined
  inhibitAnyPolicy: number | undefined
  /** Critical extensions that nobody here understands (RFC 5280 §4.2: reject). */
  unhandledCritical: readonly Extension[] = NONE
}

const NONE: readonly never[] = []

export const readExtensionValues = (bytes: Uint8Array, extensions: readonly Extension[]): ExtensionValues => {
  const values = new ExtensionValues()
  for (const extension of extensions) {
    const handled = READERS[extension.id]?.(values, bytes, extension) ?? false
    if (extension.critical && !handled) values.unhandledCritical = [...values.unhandledCritical, extension]
  }
  return values
}

type ExtensionReader = (values: ExtensionValues, bytes: Uint8Array, extension: Extension) => boolean

const reading = ({from, to}: Extension, bytes: Uint8Array): DerReader => new DerReader(bytes, from, to)

/** Each answers whether the extension is handled; a critical one that is not makes the certificate invalid. */
const READERS: Readonly<Record<number, ExtensionReader>> = {
  [EXTENSION.keyUsage]: (values, bytes, extension) => {
    values.keyUsage = readKeyUsage(reading(extension, bytes))
    return true
  },
  [EXTENSION.basicConstraints]: (values, bytes, extension) => {
    const {isCa, pathLength} = readBasicConstraints(reading(extension, bytes))
    values.hasBasicConstraints = true
    values.isCa = isCa
    values.pathLength = pathLength
    return true
  },
  [EXTENSION.subjectAltName]: (values, bytes, extension) => {
    values.subjectAltName = extension
    return checkGeneralNames(reading(extension, bytes), 'subjectAltName')
  },
  [EXTENSION.nameConstraints]: (values, bytes, {from, to}) => {
    const constraints = readNameConstraints(bytes, from, to)
    values.nameConstraints = constraints
    return constraints.permitted.others.length + constraints.excluded.others.length === 0
  },
  [EXTENSION.cRLDistributionPoints]: (_, bytes, extension) => {
    readDistributionPoints(reading(extension, bytes))
    return true
  },
  [EXTENSION.authorityKeyIdentifier]: (values, bytes, extension) => {
    values.authorityKeyIdentifier = readAuthorityKeyIdentifier(bytes, extension)
    return true
  },
  [EXTENSION.subjectKeyIdentifier]: (values, bytes, extension) => {
    values.subjectKeyIdentifier = readSubjectKeyIdentifier(bytes, extension)
    return true
  },
  [EXTENSION.extKeyUsage]: (values, bytes, extension) => {
    checkExtendedKeyUsage(reading(extension, bytes))
    values.extKeyUsage = extension
    return true
  },
  [EXTENSION.certificatePolicies]: (values, bytes, extension) => {
    values.policies = readCertificatePolicies(reading(extension, bytes))
    return true
  },
  [EXTENSION.policyMappings]: (values, bytes, extension) => {
    values.policyMappings = readPolicyMappings(reading(extension, bytes))
    return true
  },
  [EXTENSION.policyConstraints]: (values, bytes, extension) => {
    values.policyConstraints = readPolicyConstraints(reading(extension, bytes))
    return true
  },
  [EXTENSION.inhibitAnyPolicy]: (values, bytes, extension) => {
    values.inhibitAnyPolicy = readInhibitAnyPolicy(reading(extension, bytes))
    return true
  },
  [EXTENSION.authorityInfoAccess]: (_, bytes, extension) => {
    checkInformationAccess(bytes, extension)
    return true
  },
}
