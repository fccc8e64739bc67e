import {DerError, type DerReader, TAG} from '../der/der.ts'
import {readBitString, readBoolean, readInteger, smallInteger} from '../der/der-values.ts'

/** RFC 5280 §4.2.1.9. */
export interface BasicConstraints {
  readonly isCa: boolean
  /** How many intermediates may follow; undefined where there is no limit. */
  readonly pathLength: number | undefined
}

export const readBasicConstraints = (reader: DerReader): BasicConstraints => {
  reader.enter(TAG.sequence, 'basicConstraints')
  const isCa = reader.peek(TAG.boolean) && readBoolean(reader, 'basicConstraints cA')
  if (!reader.peek(TAG.integer)) return {isCa, pathLength: undefined}
  const negative = readInteger(reader, 'basicConstraints pathLenConstraint')
  if (negative || reader.to - reader.from > 8) {
    throw new DerError('bad-extension', reader.start, 'basicConstraints has an impossible path length')
  }
  return {isCa, pathLength: smallInteger(reader)}
}

/** The bits of keyUsage, from bit 0 (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

export type KeyUsage = (typeof KEY_USAGES)[number]

/** keyUsage as a number with bit n for `KEY_USAGES[n]`. */
export const readKeyUsage = (reader: DerReader): number => {
  readBitString(reader, 'keyUsage')
  const {bytes, from, to} = reader
  let bits = 0
  for (let i = 0; i < KEY_USAGES.length; i++) {
    const byte = from + (i >> 3)
    if (byte < to && ((bytes[byte] as number) & (0x80 >> (i & 7))) !== 0) bits |= 1 << i
  }
  return bits
}

/** Names of the bits of `readKeyUsage`. */
export const keyUsageNames = (bits: number): readonly KeyUsage[] => KEY_USAGES.filter((_, i) => (bits & (1 << i)) !== 0)

export const KEY_CERT_SIGN = 1 << KEY_USAGES.indexOf('keyCertSign')
