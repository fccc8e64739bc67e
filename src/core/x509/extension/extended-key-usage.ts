import {DerReader, TAG} from '../der/der.ts'
import {KEY_PURPOSES, oidText, readOid} from '../der/oid.ts'

/** Checks extKeyUsage (RFC 5280 §4.2.1.12): a SEQUENCE of OIDs; Go lets it be empty. */
export const checkExtendedKeyUsage = (reader: DerReader): void => {
  const outer = reader.enter(TAG.sequence, 'extKeyUsage')
  while (!reader.isEmpty) readOid(reader, 'extKeyUsage')
  reader.leave(outer)
}

/** The purposes in order: a name such as `serverAuth` where it has one, the dotted OID otherwise. */
export const extendedKeyUsages = (value: Uint8Array): readonly string[] => {
  const reader = new DerReader(value)
  reader.enter(TAG.sequence, 'extKeyUsage')
  const out: string[] = []
  while (!reader.isEmpty) {
    reader.next('extKeyUsage')
    const oid = oidText(value, reader.from, reader.to)
    out.push(KEY_PURPOSES[oid] ?? oid)
  }
  return out
}
