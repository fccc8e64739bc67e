import {context, DerError, type DerReader, TAG} from '../der/der.ts'
import {checkInteger, readInteger, smallInteger} from '../der/der-values.ts'
import {oidText} from '../der/oid.ts'

/** Dotted OID of anyPolicy (RFC 5280 §4.2.1.4). */
export const ANY_POLICY = '2.5.29.32.0'

/** certificatePolicies (RFC 5280 §4.2.1.4) as dotted OIDs; none may come twice. */
export const readCertificatePolicies = (reader: DerReader): readonly string[] => {
  const out = new Set<string>()
  reader.enter(TAG.sequence, 'certificatePolicies')
  while (!reader.isEmpty) {
    const outer = reader.enter(TAG.sequence, 'certificatePolicies')
    reader.expect(TAG.oid, 'certificatePolicies')
    const oid = isOidContent(reader) ? oidText(reader.bytes, reader.from, reader.to) : ''
    if (oid === '' || out.has(oid)) {
      throw new DerError('bad-extension', reader.start, 'certificatePolicies has an invalid or repeated policy')
    }
    out.add(oid)
    reader.leave(outer)
  }
  return [...out]
}

/** An OBJECT IDENTIFIER with arcs of any size, which Go allows for policies only. */
const isOidContent = ({bytes, from, to}: DerReader): boolean => {
  let first = true
  for (let i = from; i < to; i++) {
    if (first && bytes[i] === 0x80) return false
    first = (bytes[i] as number) < 0x80
  }
  return first && to > from
}

export interface PolicyMapping {
  readonly issuer: string
  readonly subject: string
}

/** policyMappings (RFC 5280 §4.2.1.5). */
export const readPolicyMappings = (reader: DerReader): readonly PolicyMapping[] => {
  const out: PolicyMapping[] = []
  reader.enter(TAG.sequence, 'policyMappings')
  while (!reader.isEmpty) {
    const outer = reader.enter(TAG.sequence, 'policyMappings')
    reader.expect(TAG.oid, 'policyMappings')
    const issuer = oidText(reader.bytes, reader.from, reader.to)
    reader.expect(TAG.oid, 'policyMappings')
    out.push({issuer, subject: oidText(reader.bytes, reader.from, reader.to)})
    reader.leave(outer)
  }
  return out
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined
  readonly inhibitPolicyMapping: number | undefined
}

/** policyConstraints (RFC 5280 §4.2.1.11). */
export const readPolicyConstraints = (reader: DerReader): PolicyConstraints => {
  reader.enter(TAG.sequence, 'policyConstraints')
  return {requireExplicitPolicy: optionalInteger(reader, 0), inhibitPolicyMapping: optionalInteger(reader, 1)}
}

const optionalInteger = (reader: DerReader, number: number): number | undefined => {
  if (!reader.optional(context(number), 'policyConstraints')) return undefined
  return checked(reader, 'policyConstraints')
}

/** inhibitAnyPolicy (RFC 5280 §4.2.1.14). */
export const readInhibitAnyPolicy = (reader: DerReader): number => {
  readInteger(reader, 'inhibitAnyPolicy')
  return checked(reader, 'inhibitAnyPolicy')
}

const checked = (reader: DerReader, what: string): number => {
  checkInteger(reader, what)
  if (reader.to - reader.from > 8)
    throw new DerError('bad-extension', reader.start, `${what} has a number out of range`)
  return smallInteger(reader)
}
