import {context, contextConstructed, DerError, DerReader, TAG} from '../der/der.ts'
import {oidText, readOid} from '../der/oid.ts'
import {latin1} from '../der/string.ts'

/** cRLDistributionPoints (RFC 5280 §4.2.1.13): the URIs of full names, as far as Go reads them. */
export const readDistributionPoints = (reader: DerReader): readonly string[] => {
  const out: string[] = []
  reader.enter(TAG.sequence, 'cRLDistributionPoints')
  while (!reader.isEmpty) {
    const point = reader.enter(TAG.sequence, 'distributionPoint')
    if (reader.peek(contextConstructed(0))) {
      const name = reader.enter(contextConstructed(0), 'distributionPointName')
      const full = reader.enter(contextConstructed(0), 'distributionPoint fullName')
      while (reader.optional(context(6), 'distributionPoint URI'))
        out.push(latin1(reader.bytes, reader.from, reader.to))
      reader.leave(full)
      reader.leave(name)
    }
    reader.leave(point)
  }
  return out
}

/** authorityInfoAccess (RFC 5280 §4.2.2.1): method and URI of each description that has one; never critical. */
export const readInformationAccess = (reader: DerReader): readonly {method: string; uri: string}[] => {
  const out: {method: string; uri: string}[] = []
  reader.enter(TAG.sequence, 'authorityInfoAccess')
  while (!reader.isEmpty) {
    const outer = reader.enter(TAG.sequence, 'accessDescription')
    readOid(reader, 'accessMethod')
    const method = oidText(reader.bytes, reader.from, reader.to)
    if (reader.optional(context(6), 'accessLocation')) {
      out.push({method: ACCESS_METHODS[method] ?? method, uri: latin1(reader.bytes, reader.from, reader.to)})
    }
    reader.leave(outer)
  }
  return out
}

/** Refuses what Go refuses in authorityInfoAccess. */
export const checkInformationAccess = (
  bytes: Uint8Array,
  span: {critical: boolean; from: number; to: number},
): void => {
  if (span.critical) throw new DerError('bad-extension', span.from, 'authorityInfoAccess is marked critical')
  readInformationAccess(new DerReader(bytes, span.from, span.to))
}

const ACCESS_METHODS: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'caIssuers',
}
