import {context, contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import {hex} from '../der/der-values.ts'
import {oidText} from '../der/oid.ts'
import {isAscii, isString, latin1, printable, stringText} from '../der/string.ts'
import {ipText} from './ip.ts'
import {Name, readName} from './name.ts'
import {isUri} from './uri.ts'

/** The nine kinds of RFC 5280 §4.2.1.6, in the order of their tags; `unknown` has a tag that none of them has. */
export type GeneralNameKind =
  | 'otherName'
  | 'rfc822Name'
  | 'dNSName'
  | 'x400Address'
  | 'directoryName'
  | 'ediPartyName'
  | 'uniformResourceIdentifier'
  | 'iPAddress'
  | 'registeredID'
  | 'unknown'

export interface GeneralName {
  readonly kind: GeneralNameKind
  /** As a person writes it; exactly what the certificate says, so it may hold any character (see `shown`). */
  readonly value: string
  /** Content of the element, without tag and length. */
  readonly bytes: Uint8Array
  /** Dotted OID of an otherName's type, and its name where it has one (`userPrincipalName`). */
  readonly type?: string
}

const KINDS: Readonly<Record<number, GeneralNameKind>> = {
  [contextConstructed(0)]: 'otherName',
  [context(1)]: 'rfc822Name',
  [context(2)]: 'dNSName',
  [contextConstructed(3)]: 'x400Address',
  [contextConstructed(4)]: 'directoryName',
  [contextConstructed(5)]: 'ediPartyName',
  [context(6)]: 'uniformResourceIdentifier',
  [context(7)]: 'iPAddress',
  [context(8)]: 'registeredID',
}

/** Types of otherName that are met in practice. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.311.20.2.3': 'userPrincipalName',
  '1.3.6.1.5.2.2': 'kerberosPrincipalName',
  '1.3.6.1.5.5.7.8.5': 'xmppAddress',
  '1.3.6.1.5.5.7.8.7': 'dnsSRV',
  '1.3.6.1.5.5.7.8.9': 'smtpUTF8Mailbox',
  '1.3.6.1.4.1.311.25.1': 'ntdsReplication',
}

/** Short prefixes as openssl prints them, so that two kinds with the same text do not look the same. */
const PREFIXES: Readonly<Record<GeneralNameKind, string>> = {
  otherName: 'otherName',
  rfc822Name: 'email',
  dNSName: 'DNS',
  x400Address: 'X400',
  directoryName: 'DirName',
  ediPartyName: 'EDI',
  uniformResourceIdentifier: 'URI',
  iPAddress: 'IP',
  registeredID: 'RID',
  unknown: 'unknown',
}

/** `DNS:web.shop`, `otherName(userPrincipalName):bob@corp`: every kind has a form, and it is safe to print. */
export const shownName = ({kind, type, value}: Omit<GeneralName, 'bytes'>): string =>
  `${PREFIXES[kind]}${type === undefined ? '' : `(${OTHER_NAMES[type] ?? type})`}:${printable(value)}`

/**
 * Checks GeneralNames (a SEQUENCE of them) as Go's `parseSANExtension` does. Answers whether it holds any name of the
 * four kinds that Go reads: a critical extension with none of them is not handled.
 */
export const checkGeneralNames = (reader: DerReader, what: string): boolean => {
  const outer = reader.enter(TAG.sequence, what)
  let handled = false
  while (!reader.isEmpty) handled = checkGeneralName(reader, what) || handled
  reader.leave(outer)
  return handled
}

/** Mail, DNS and URI are ASCII, URIs parse, addresses have 4 or 16 bytes; the other kinds pass unread. */
const checkGeneralName = (reader: DerReader, what: string): boolean => {
  const tag = reader.next(what)
  const {bytes, from, to} = reader
  if (tag === context(7)) {
    if (to - from === 4 || to - from === 16) return true
    throw new DerError('bad-extension', reader.start, `${what} has an IP address of ${to - from} bytes`)
  }
  if (tag !== context(1) && tag !== context(2) && tag !== context(6)) return false
  if (!isAscii(bytes, from, to)) {
    throw new DerError('bad-string', reader.start, `${what} has a ${KINDS[tag]} that is not ASCII`)
  }
  if (tag === context(6) && !isUri(latin1(bytes, from, to))) {
    throw new DerError('bad-extension', reader.start, `${what} has an invalid URI`)
  }
  return true
}

/** All names of GeneralNames, in order; the bytes went through `checkGeneralNames`, or this may throw a DerError. */
export const generalNames = (bytes: Uint8Array): readonly GeneralName[] => {
  const reader = new DerReader(bytes)
  reader.enter(TAG.sequence, 'names')
  const out: GeneralName[] = []
  while (!reader.isEmpty) out.push(readGeneralName(reader))
  return out
}

/** The next element as a GeneralName; what cannot be read further is shown as hex. */
export const readGeneralName = (reader: DerReader): GeneralName => {
  const tag = reader.next('name')
  const bytes = reader.content()
  const kind = KINDS[tag] ?? 'unknown'
  if (kind === 'otherName') return otherName(bytes)
  return {kind, bytes, value: valueText(kind, bytes)}
}

const valueText = (kind: GeneralNameKind, bytes: Uint8Array): string => {
  switch (kind) {
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return latin1(bytes, 0, bytes.length)
    case 'iPAddress':
      return ipText(bytes)
    case 'directoryName':
      return directoryText(bytes)
    case 'registeredID':
      return oidText(bytes)
    default:
      return `#${hex(bytes)}`
  }
}

const directoryText = (bytes: Uint8Array): string => {
  try {
    readName(new DerReader(bytes), 'directoryName')
    return new Name(bytes).toString()
  } catch (error) {
    if (error instanceof DerError) return `#${hex(bytes)}`
    throw error
  }
}

/** OtherName: an OID and a value `[0]` of any type; strings are shown as text. */
const otherName = (bytes: Uint8Array): GeneralName => {
  try {
    const reader = new DerReader(bytes)
    reader.expect(TAG.oid, 'otherName')
    const type = oidText(bytes, reader.from, reader.to)
    reader.enter(contextConstructed(0), 'otherName')
    const tag = reader.next('otherName')
    const {from, to} = reader
    const value = isString(tag, bytes, from, to)
      ? stringText(tag, bytes, from, to)
      : `#${hex(bytes.subarray(from, to))}`
    return {kind: 'otherName', bytes, type, value}
  } catch (error) {
    if (error instanceof DerError) return {kind: 'otherName', bytes, value: `#${hex(bytes)}`}
    throw error
  }
}
