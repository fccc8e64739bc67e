import {DerError, DerReader, TAG} from '../der/der.ts'
import {sameBytes} from '../der/der-values.ts'
import {oidText, readOid} from '../der/oid.ts'
import {isString, latin1, stringText, UNPRINTABLE} from '../der/string.ts'

/** One attribute of a distinguished name, in the order of the certificate. */
export interface Attribute {
  /** Dotted OID. */
  readonly type: string
  /** `CN`, `O`, …; the OID where it has no usual name. */
  readonly name: string
  readonly value: string
  /** Which relative distinguished name it belongs to, from 0; two in one are a multi-valued RDN. */
  readonly rdn: number
  /** Identifier octet of the string type. */
  readonly tag: number
}

/** Short names as in RFC 4514 §3 and Go's pkix; the last three are what openssl prints. */
const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'POSTALCODE',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '2.5.4.4': 'SN',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
}

/** Reads a Name (RFC 5280 §4.1.2.4) as far as to know that it is one; its bounds are then `start`..`at`. */
export const readName = (reader: DerReader, what: string): void => {
  const outer = reader.enter(TAG.sequence, what)
  while (!reader.isEmpty) {
    const set = reader.enter(TAG.set, what)
    while (!reader.isEmpty) readAttribute(reader, what)
    reader.leave(set)
  }
  reader.leave(outer)
}

const readAttribute = (reader: DerReader, what: string): void => {
  const outer = reader.enter(TAG.sequence, what)
  readOid(reader, what)
  const tag = reader.next(what)
  if (!isString(tag, reader.bytes, reader.from, reader.to)) {
    throw new DerError('bad-name', reader.start, `${what} has an attribute that is no valid string`)
  }
  reader.leave(outer)
}

/** A distinguished name; everything but its bytes is read when it is asked for. */
export class Name {
  /** The DER of the whole SEQUENCE: what Go compares. */
  readonly der: Uint8Array
  #attributes: readonly Attribute[] | undefined
  #text: string | undefined
  #key: string | undefined

  constructor(der: Uint8Array) {
    this.der = der
  }

  /** The bytes as a string: equal where Go says that two names are equal. */
  get key(): string {
    this.#key ??= latin1(this.der, 0, this.der.length)
    return this.#key
  }

  get attributes(): readonly Attribute[] {
    this.#attributes ??= readAttributes(this.der)
    return this.#attributes
  }

  get isEmpty(): boolean {
    return this.der.length <= 2
  }

  /** The last common name, which is the one that counts for Go; undefined where there is none. */
  get commonName(): string | undefined {
    return this.values('CN').at(-1)
  }

  /** The values of all attributes with this short name or OID. */
  values(type: string): readonly string[] {
    return this.attributes.filter(({name, type: oid}) => name === type || oid === type).map(({value}) => value)
  }

  /** RFC 4514: last RDN first, `CN=web,O=shop`; empty for an empty name. Safe to print. */
  toString(): string {
    this.#text ??= format(this.attributes)
    return this.#text
  }
}

/** Whether two names are the same to Go: byte by byte. */
export const sameName = (a: Name, b: Name): boolean => sameBytes(a.der, b.der)

const readAttributes = (der: Uint8Array): readonly Attribute[] => {
  const reader = new DerReader(der)
  const out: Attribute[] = []
  reader.next('name')
  reader.end = reader.to
  reader.at = reader.from
  for (let rdn = 0; !reader.isEmpty; rdn++) {
    const set = reader.enter(TAG.set, 'name')
    while (!reader.isEmpty) {
      const outer = reader.enter(TAG.sequence, 'name')
      readOid(reader, 'name')
      const type = oidText(der, reader.from, reader.to)
      const tag = reader.next('name')
      const value = stringText(tag, der, reader.from, reader.to)
      out.push({type, name: ATTRIBUTE_NAMES[type] ?? type, value, rdn, tag})
      reader.leave(outer)
    }
    reader.leave(set)
  }
  return out
}

const format = (attributes: readonly Attribute[]): string => {
  const rdns: string[][] = []
  for (const attribute of attributes) {
    const rdn = rdns[attribute.rdn] ?? []
    rdns[attribute.rdn] = rdn
    rdn.push(`${attribute.name}=${escaped(attribute.value)}`)
  }
  return rdns
    .filter(rdn => rdn !== undefined)
    .reverse()
    .map(rdn => rdn.join('+'))
    .join(',')
}

/** RFC 4514 §2.4; control and bidirectional characters as the hex pairs of their UTF-8. */
const escaped = (value: string): string =>
  /^[A-Za-z0-9._:@/*-]*$/.test(value)
    ? value
    : value
        .replace(/[,+"\\<>;]/g, '\\$&')
        .replace(/^[ #]| $/g, '\\$&')
        .replace(UNPRINTABLE, character => Buffer.from(character).toString('hex').replace(/../g, '\\$&'))
