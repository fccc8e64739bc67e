import {context, contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import type {Extension} from './extension.ts'

/** Bounds of bytes in the certificate. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** RFC 5280 §4.2.1.2: an OCTET STRING, never critical. */
export const readSubjectKeyIdentifier = (bytes: Uint8Array, {critical, from, to}: Extension): Span => {
  if (critical) throw new DerError('bad-extension', from, 'subjectKeyIdentifier is marked critical')
  const reader = new DerReader(bytes, from, to)
  reader.expect(TAG.octetString, 'subjectKeyIdentifier')
  return {from: reader.from, to: reader.to}
}

/** RFC 5280 §4.2.1.1: the keyIdentifier where there is one; never critical. */
export const readAuthorityKeyIdentifier = (bytes: Uint8Array, {critical, from, to}: Extension): Span | undefined => {
  if (critical) throw new DerError('bad-extension', from, 'authorityKeyIdentifier is marked critical')
  const reader = new DerReader(bytes, from, to)
  reader.enter(TAG.sequence, 'authorityKeyIdentifier')
  return reader.optional(context(0), 'keyIdentifier') ? {from: reader.from, to: reader.to} : undefined
}

/**
 * Which fields an authorityKeyIdentifier has: RFC 5280 §4.2.1.1 wants keyIdentifier, and the other two together. Go does
 * not read past the first, so the rest may be anything; what is no field ends the list as `unknown`.
 */
export const authorityKeyIdentifierFields = (value: Uint8Array): readonly string[] => {
  const out: string[] = []
  try {
    const reader = new DerReader(value)
    reader.enter(TAG.sequence, 'authorityKeyIdentifier')
    while (!reader.isEmpty) out.push(FIELDS[reader.next('authorityKeyIdentifier')] ?? 'unknown')
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    out.push('unknown')
  }
  return out
}

const FIELDS: Readonly<Record<number, string>> = {
  [context(0)]: 'keyIdentifier',
  [contextConstructed(1)]: 'authorityCertIssuer',
  [context(2)]: 'authorityCertSerialNumber',
}
