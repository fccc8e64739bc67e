import {context, contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import {isAscii, latin1} from '../der/string.ts'
import {isDomain} from '../name/domain.ts'
import {type GeneralName, readGeneralName} from '../name/general-name.ts'
import {parseIp} from '../name/ip.ts'
import {parseMailbox} from '../name/mailbox.ts'

export interface IpRange {
  readonly address: Uint8Array
  readonly mask: Uint8Array
}

/** The bases of one list of subtrees, by kind. */
export interface Subtrees {
  readonly dns: readonly string[]
  readonly email: readonly string[]
  readonly uri: readonly string[]
  readonly ip: readonly IpRange[]
  /** Kinds that Go does not compare: directoryName and the four rare ones. */
  readonly others: readonly GeneralName[]
}

/** nameConstraints (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly permitted: Subtrees
  readonly excluded: Subtrees
  /** Some subtree has a minimum or maximum, which RFC 5280 forbids and Go ignores. */
  readonly hasDistances: boolean
}

/** Reads nameConstraints and refuses what Go's `parseNameConstraintsExtension` refuses. */
export const readNameConstraints = (bytes: Uint8Array, from: number, to: number): NameConstraints => {
  const reader = new DerReader(bytes, from, to)
  const outer = reader.enter(TAG.sequence, 'nameConstraints')
  const permitted = readSubtrees(reader, 0)
  const excluded = readSubtrees(reader, 1)
  reader.finish(outer, 'nameConstraints')
  if (!reader.isEmpty) throw new DerError('trailing-data', reader.at, 'nameConstraints is followed by more')
  if (permitted.count + excluded.count === 0) throw new DerError('bad-extension', from, 'nameConstraints is empty')
  return {
    permitted: permitted.subtrees,
    excluded: excluded.subtrees,
    hasDistances: permitted.hasDistances || excluded.hasDistances,
  }
}

const readSubtrees = (reader: DerReader, tagNumber: number) => {
  const subtrees = {dns: [], email: [], uri: [], ip: [], others: []} satisfies Subtrees
  let hasDistances = false
  let count = 0
  if (reader.peek(contextConstructed(tagNumber))) {
    const list = reader.enter(contextConstructed(tagNumber), 'nameConstraints')
    for (; !reader.isEmpty; count++) {
      const outer = reader.enter(TAG.sequence, 'subtree')
      readBase(reader, subtrees)
      if (!reader.isEmpty) hasDistances = true
      reader.leave(outer)
    }
    reader.leave(list)
  }
  return {subtrees, hasDistances, count}
}

interface MutableSubtrees {
  dns: string[]
  email: string[]
  uri: string[]
  ip: IpRange[]
  others: GeneralName[]
}

const readBase = (reader: DerReader, into: MutableSubtrees): void => {
  const at = reader.at
  const base = readGeneralName(reader)
  const tag = reader.bytes[at]
  if (tag === context(2)) into.dns.push(domainBase(reader))
  else if (tag === context(1)) into.email.push(mailBase(reader))
  else if (tag === context(6)) into.uri.push(uriBase(reader))
  else if (tag === context(7)) into.ip.push(ipBase(reader))
  else into.others.push(base)
}

const refuse = (reader: DerReader, kind: string): never => {
  throw new DerError('bad-extension', reader.start, `nameConstraints has an invalid ${kind}`)
}

const asciiBase = (reader: DerReader, kind: string): string => {
  const {bytes, from, to} = reader
  return isAscii(bytes, from, to) ? latin1(bytes, from, to) : refuse(reader, kind)
}

const domainBase = (reader: DerReader): string => {
  const text = asciiBase(reader, 'dNSName')
  return isDomain(text, true) ? text : refuse(reader, 'dNSName')
}

/** A mailbox, or a host, or a domain with a leading dot. */
const mailBase = (reader: DerReader): string => {
  const text = asciiBase(reader, 'rfc822Name')
  const valid = text.includes('@') ? parseMailbox(text) !== undefined : isDomain(text, true)
  return valid ? text : refuse(reader, 'rfc822Name')
}

/** A host or a domain with a leading dot; never an address. */
const uriBase = (reader: DerReader): string => {
  const text = asciiBase(reader, 'uniformResourceIdentifier')
  return parseIp(text) === undefined && isDomain(text, true) ? text : refuse(reader, 'uniformResourceIdentifier')
}

/** Address and mask, 4 or 16 bytes each; the mask is ones followed by zeros. */
const ipBase = (reader: DerReader): IpRange => {
  const content = reader.content()
  const half = content.length / 2
  const mask = content.subarray(half)
  if ((half !== 4 && half !== 16) || !isMask(mask)) return refuse(reader, 'iPAddress')
  return {address: content.subarray(0, half), mask}
}

const isMask = (mask: Uint8Array): boolean => {
  let sawZero = false
  for (const byte of mask) {
    if (sawZero ? byte !== 0 : ![0, 0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe, 0xff].includes(byte)) return false
    if (byte !== 0xff) sawZero = true
  }
  return true
}
