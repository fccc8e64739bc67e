import {DerReader, TAG} from '../der/der.ts'
import {readBitString, readInteger} from '../der/der-values.ts'
import type {PublicKey} from './public-key.ts'

/** A part of a public key, big-endian and without the zero that keeps an INTEGER positive. */
export interface KeyPart {
  readonly name: 'Modulus' | 'Exponent' | 'Public Key'
  readonly bytes: Uint8Array
}

/** What a public key consists of: modulus and exponent (RFC 8017 §A.1.1), else the bits as they stand. */
export const publicKeyParts = ({algorithm, spki}: PublicKey): readonly KeyPart[] => {
  const reader = new DerReader(spki)
  reader.enter(TAG.sequence, 'public key')
  reader.next('public key algorithm')
  readBitString(reader, 'public key')
  if (algorithm !== 'RSA') return [{name: 'Public Key', bytes: reader.content()}]
  const key = new DerReader(spki, reader.from, reader.to)
  key.enter(TAG.sequence, 'RSA public key')
  return (['Modulus', 'Exponent'] as const).map(name => {
    readInteger(key, name)
    const bytes = key.content()
    return {name, bytes: bytes.length > 1 && bytes[0] === 0 ? bytes.subarray(1) : bytes}
  })
}
