import {contextConstructed, DerError, type DerReader, TAG} from '../der/der.ts'
import {readBoolean} from '../der/der-values.ts'
import {EXTENSIONS, oidBytes, oidText, readOid} from '../der/oid.ts'
import {latin1} from '../der/string.ts'

/** Where an extension stands in the bytes that hold it; nothing is copied. */
export interface Extension {
  /** The last arc of an OID `2.5.29.x` (RFC 5280 §4.2.1), `AUTHORITY_INFO_ACCESS`, or 0 for any other. */
  readonly id: number
  /** Bounds of the OID's content. */
  readonly oidFrom: number
  readonly oidTo: number
  readonly critical: boolean
  /** Bounds of the value: the content of the OCTET STRING. */
  readonly from: number
  readonly to: number
}

/** Ids of the extensions that path validation or its reasons look at. */
export const EXTENSION = {
  subjectKeyIdentifier: 14,
  keyUsage: 15,
  subjectAltName: 17,
  basicConstraints: 19,
  nameConstraints: 30,
  cRLDistributionPoints: 31,
  certificatePolicies: 32,
  policyMappings: 33,
  authorityKeyIdentifier: 35,
  policyConstraints: 36,
  extKeyUsage: 37,
  inhibitAnyPolicy: 54,
  authorityInfoAccess: 1000,
} as const

const AUTHORITY_INFO_ACCESS = oidBytes('1.3.6.1.5.5.7.1.1')

/** Reads `Extensions` (RFC 5280 §4.1.2.9): no OID may come twice (§4.2). */
export const readExtensions = (reader: DerReader, what = 'extensions'): Extension[] => {
  const outer = reader.enter(TAG.sequence, what)
  const out: Extension[] = []
  while (!reader.isEmpty) out.push(readExtension(reader))
  reader.leave(outer)
  refuseDuplicates(out, reader.bytes)
  return out
}

/** Extensions behind their explicit tag, as certificates have them; none where they are absent. */
export const readOptionalExtensions = (reader: DerReader, tagNumber: number): Extension[] => {
  if (!reader.peek(contextConstructed(tagNumber))) return []
  const outer = reader.enter(contextConstructed(tagNumber), 'extensions')
  const out = readExtensions(reader)
  reader.leave(outer)
  return out
}

const readExtension = (reader: DerReader): Extension => {
  const outer = reader.enter(TAG.sequence, 'extension')
  readOid(reader, 'extension OID')
  const {from: oidFrom, to: oidTo} = reader
  const critical = reader.peek(TAG.boolean) && readBoolean(reader, 'critical flag of an extension')
  reader.expect(TAG.octetString, 'extension value')
  const {from, to} = reader
  reader.leave(outer)
  return {id: extensionId(reader.bytes, oidFrom, oidTo), oidFrom, oidTo, critical, from, to}
}

const extensionId = (bytes: Uint8Array, from: number, to: number): number => {
  const length = to - from
  if (length === 3 && bytes[from] === 0x55 && bytes[from + 1] === 0x1d) return bytes[from + 2] as number
  if (length !== AUTHORITY_INFO_ACCESS.length) return 0
  for (let i = 0; i < length; i++) if (bytes[from + i] !== AUTHORITY_INFO_ACCESS[i]) return 0
  return EXTENSION.authorityInfoAccess
}

/** No extension may come twice (RFC 5280 §4.2). */
export const refuseDuplicates = (extensions: readonly Extension[], bytes: Uint8Array): void => {
  const duplicate = extensions.length > FEW ? duplicateOfMany(extensions, bytes) : duplicateOfFew(extensions, bytes)
  if (duplicate === undefined) return
  const name = oidText(bytes, duplicate.oidFrom, duplicate.oidTo)
  throw new DerError('duplicate-extension', duplicate.oidFrom, `extension ${name} comes twice`)
}

/** Up to here comparing all pairs is faster than a set. */
const FEW = 24

const duplicateOfFew = (extensions: readonly Extension[], bytes: Uint8Array): Extension | undefined => {
  for (let i = 1; i < extensions.length; i++) {
    const later = extensions[i] as Extension
    for (let j = 0; j < i; j++) if (isSameOid(extensions[j] as Extension, later, bytes)) return later
  }
  return undefined
}

const duplicateOfMany = (extensions: readonly Extension[], bytes: Uint8Array): Extension | undefined => {
  const seen = new Set<string>()
  return extensions.find(({oidFrom, oidTo}) => {
    const oid = latin1(bytes, oidFrom, oidTo)
    const isKnown = seen.has(oid)
    seen.add(oid)
    return isKnown
  })
}

const isSameOid = (a: Extension, b: Extension, bytes: Uint8Array): boolean => {
  const length = a.oidTo - a.oidFrom
  if (a.id !== b.id || length !== b.oidTo - b.oidFrom) return false
  for (let i = 0; i < length; i++) if (bytes[a.oidFrom + i] !== bytes[b.oidFrom + i]) return false
  return true
}

/** An extension as people see it. */
export interface ShownExtension {
  /** As in `EXTENSION`. */
  readonly id: number
  readonly oid: string
  /** RFC name such as `keyUsage`; the OID where there is none. */
  readonly name: string
  readonly critical: boolean
  /** Whether the flag is written at all; DER leaves it out where it is false. */
  readonly hasFlag: boolean
  /** Content of the OCTET STRING. */
  readonly value: Uint8Array
}

export const shownExtension = (bytes: Uint8Array, extension: Extension): ShownExtension => {
  const {id, oidFrom, oidTo, critical, from, to} = extension
  const oid = oidText(bytes, oidFrom, oidTo)
  const hasFlag = bytes[oidTo] === TAG.boolean
  return {id, oid, name: extensionName(oid), critical, hasFlag, value: bytes.subarray(from, to)}
}

export const extensionName = (oid: string): string => EXTENSIONS[oid] ?? oid
