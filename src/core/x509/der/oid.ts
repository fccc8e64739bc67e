import {DerError, type DerReader, TAG} from './der.ts'

/**
 * Checks that the last element read holds an OBJECT IDENTIFIER (X.690 §8.19): at least one arc, each in the fewest
 * bytes and, as in Go's parser, below 2^31.
 */
export const checkOid = (reader: DerReader, what: string): void => {
  const {bytes, from, to} = reader
  let arc = 0
  let length = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (length === 0 && byte === 0x80) break
    arc = arc * 128 + (byte & 0x7f)
    length += 1
    if (arc > 0x7fffffff) break
    if (byte < 0x80) {
      if (i === to - 1) return
      arc = 0
      length = 0
    }
  }
  throw new DerError('bad-oid', reader.start, `${what} is no object identifier`)
}

/** Reads an OBJECT IDENTIFIER; its bytes are then `from`..`to`. */
export const readOid = (reader: DerReader, what: string): void => {
  reader.expect(TAG.oid, what)
  checkOid(reader, what)
}

/** Whether the last element read has this content. */
export const isContent = (reader: DerReader, content: readonly number[]): boolean => {
  const {bytes, from, to} = reader
  if (to - from !== content.length) return false
  for (let i = 0; i < content.length; i++) if (bytes[from + i] !== content[i]) return false
  return true
}

/** The dotted form of an OBJECT IDENTIFIER's content. Arcs of any size; what is no OID gives what there is of it. */
export const oidText = (bytes: Uint8Array, from = 0, to = bytes.length): string => {
  const arcs: string[] = []
  let arc = 0
  let large: bigint | undefined
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (large === undefined && arc > 2 ** 45) large = BigInt(arc)
    if (large === undefined) arc = arc * 128 + (byte & 0x7f)
    else large = large * 128n + BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    if (arcs.length === 0) arcs.push(...firstArcs(large ?? arc))
    else arcs.push(String(large ?? arc))
    arc = 0
    large = undefined
  }
  return arcs.join('.')
}

/** The first byte group holds two arcs: 40 × the first + the second (X.690 §8.19.4). */
const firstArcs = (value: number | bigint): string[] => {
  if (typeof value === 'bigint') return ['2', String(value - 80n)]
  const first = Math.min(2, Math.floor(value / 40))
  return [String(first), String(value - 40 * first)]
}

/** The content of an OBJECT IDENTIFIER from its dotted form. */
export const oidBytes = (dotted: string): number[] => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const out: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80)
    out.push(...groups)
  }
  return out
}

/** Names of extended key usages (RFC 5280 §4.2.1.12 and what Go's crypto/x509 knows). */
export const KEY_PURPOSES: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'any',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.5': 'ipsecEndSystem',
  '1.3.6.1.5.5.7.3.6': 'ipsecTunnel',
  '1.3.6.1.5.5.7.3.7': 'ipsecUser',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.4.1.311.10.3.3': 'msServerGatedCrypto',
  '2.16.840.1.113730.4.1': 'nsServerGatedCrypto',
  '1.3.6.1.4.1.311.2.1.22': 'msCommercialCodeSigning',
  '1.3.6.1.4.1.311.61.1.1': 'msKernelCodeSigning',
}

/** Names of the certificate and CRL extensions of RFC 5280 §4.2, and of those that clusters meet. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  '2.5.29.9': 'subjectDirectoryAttributes',
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.18': 'issuerAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.33': 'policyMappings',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.36': 'policyConstraints',
  '2.5.29.37': 'extKeyUsage',
  '2.5.29.46': 'freshestCRL',
  '2.5.29.54': 'inhibitAnyPolicy',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.1.11': 'subjectInfoAccess',
  '1.3.6.1.5.5.7.1.24': 'tlsFeature',
  '1.3.6.1.4.1.11129.2.4.2': 'signedCertificateTimestamps',
  '1.3.6.1.4.1.11129.2.4.3': 'certificateTransparencyPoison',
}
