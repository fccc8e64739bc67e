import {context, contextConstructed, DerError, DerReader, TAG} from './der.ts'
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

/** Which fields an authorityKeyIdentifier has: RFC 5280 §4.2.1.1 wants keyIdentifier, and the other two together. */
export const authorityKeyIdentifierFields = (value: Uint8Array): readonly string[] => {
  const reader = new DerReader(value)
  reader.enter(TAG.sequence, 'authorityKeyIdentifier')
  const out: string[] = []
  while (!reader.isEmpty) {
    const tag = reader.next('authorityKeyIdentifier')
    if (tag === context(0)) out.push('keyIdentifier')
    else if (tag === contextConstructed(1)) out.push('authorityCertIssuer')
    else if (tag === context(2)) out.push('authorityCertSerialNumber')
    else out.push('unknown')
  }
  return out
}
