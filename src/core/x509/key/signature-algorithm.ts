import {contextConstructed, DerReader, TAG} from '../der/der.ts'
import {checkInteger, smallInteger} from '../der/der-values.ts'
import {oidText} from '../der/oid.ts'
import type {KeyAlgorithm} from './public-key.ts'

/** How a certificate or request is signed. */
export interface SignatureAlgorithm {
  /** As Go prints it: `SHA256-RSA`, `ECDSA-SHA384`, `Ed25519`; the OID where it is not known. */
  readonly name: string
  readonly key: KeyAlgorithm
  /** Digest, in node:crypto's words; undefined for Ed25519 (which has none) and for unknown algorithms. */
  readonly digest: string | undefined
  /** RSASSA-PSS instead of PKCS#1 v1.5; the salt is as long as the digest. */
  readonly pss: boolean
  /** `unsupported`: nobody verifies it. `broken`: MD5 and SHA-1, which Go refuses to verify. */
  readonly status: 'good' | 'broken' | 'unsupported'
}

const algorithm = (name: string, key: KeyAlgorithm, digest: string | undefined): SignatureAlgorithm => ({
  name,
  key,
  digest,
  pss: name.endsWith('PSS'),
  status: digest === 'md5' || digest === 'sha1' ? 'broken' : key === 'DSA' ? 'unsupported' : 'good',
})

/** RFC 4055, RFC 5758, RFC 8410 §3, RFC 3279 §2.2; the set that Go's crypto/x509 names. */
const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.113549.1.1.4': algorithm('MD5-RSA', 'RSA', 'md5'),
  '1.2.840.113549.1.1.5': algorithm('SHA1-RSA', 'RSA', 'sha1'),
  '1.3.14.3.2.29': algorithm('SHA1-RSA', 'RSA', 'sha1'),
  '1.2.840.113549.1.1.11': algorithm('SHA256-RSA', 'RSA', 'sha256'),
  '1.2.840.113549.1.1.12': algorithm('SHA384-RSA', 'RSA', 'sha384'),
  '1.2.840.113549.1.1.13': algorithm('SHA512-RSA', 'RSA', 'sha512'),
  '1.2.840.10040.4.3': algorithm('DSA-SHA1', 'DSA', 'sha1'),
  '2.16.840.1.101.3.4.3.2': algorithm('DSA-SHA256', 'DSA', 'sha256'),
  '1.2.840.10045.4.1': algorithm('ECDSA-SHA1', 'ECDSA', 'sha1'),
  '1.2.840.10045.4.3.2': algorithm('ECDSA-SHA256', 'ECDSA', 'sha256'),
  '1.2.840.10045.4.3.3': algorithm('ECDSA-SHA384', 'ECDSA', 'sha384'),
  '1.2.840.10045.4.3.4': algorithm('ECDSA-SHA512', 'ECDSA', 'sha512'),
  '1.3.101.112': algorithm('Ed25519', 'Ed25519', undefined),
}

const PSS = '1.2.840.113549.1.1.10'
const MGF1 = '1.2.840.113549.1.1.8'

/** Digests of RSASSA-PSS (RFC 4055 §2.1), with their length in bytes. */
const PSS_DIGESTS: Readonly<Record<string, readonly [SignatureAlgorithm, number]>> = {
  '2.16.840.1.101.3.4.2.1': [algorithm('SHA256-RSAPSS', 'RSA', 'sha256'), 32],
  '2.16.840.1.101.3.4.2.2': [algorithm('SHA384-RSAPSS', 'RSA', 'sha384'), 48],
  '2.16.840.1.101.3.4.2.3': [algorithm('SHA512-RSAPSS', 'RSA', 'sha512'), 64],
}

const unsupported = (name: string): SignatureAlgorithm => ({
  name,
  key: 'unknown',
  digest: undefined,
  pss: false,
  status: 'unsupported',
})

/** The algorithm of an AlgorithmIdentifier (its content, without the SEQUENCE header). */
export const signatureAlgorithm = (content: Uint8Array): SignatureAlgorithm => {
  const reader = new DerReader(content)
  reader.next('signature algorithm')
  const oid = oidText(content, reader.from, reader.to)
  if (oid === PSS) return pssAlgorithm(reader) ?? unsupported('RSAPSS with unusual parameters')
  const found = ALGORITHMS[oid]
  if (found === undefined || (found.key === 'Ed25519' && !reader.isEmpty)) return unsupported(oid)
  return found
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1). Like Go: the mask generation uses the digest of the message, the salt is as long
 * as the digest, the trailer field is 1; anything else is not supported.
 */
const pssAlgorithm = (reader: DerReader): SignatureAlgorithm | undefined => {
  try {
    reader.enter(TAG.sequence, 'PSS parameters')
    const digest = explicit(reader, 0, inner => digestOid(inner))
    const mask = explicit(reader, 1, inner => maskDigest(inner))
    const salt = explicit(reader, 2, inner => integer(inner))
    const trailer = reader.isEmpty ? 1 : explicit(reader, 3, inner => integer(inner))
    const [found, length] = PSS_DIGESTS[digest] ?? []
    return mask === digest && salt === length && trailer === 1 ? found : undefined
  } catch {
    return undefined
  }
}

const explicit = <T>(reader: DerReader, number: number, read: (inner: DerReader) => T): T => {
  const outer = reader.enter(contextConstructed(number), 'PSS parameter')
  const value = read(reader)
  reader.leave(outer)
  return value
}

const integer = (reader: DerReader): number => {
  reader.expect(TAG.integer, 'PSS parameter')
  checkInteger(reader, 'PSS parameter')
  return smallInteger(reader)
}

/** The OID of a digest's AlgorithmIdentifier, whose parameters are absent or NULL. */
const digestOid = (reader: DerReader): string => {
  const outer = reader.enter(TAG.sequence, 'PSS digest')
  reader.expect(TAG.oid, 'PSS digest')
  const oid = oidText(reader.bytes, reader.from, reader.to)
  if (!reader.isEmpty) {
    reader.expect(TAG.null, 'PSS digest parameters')
    if (reader.to !== reader.from) return ''
  }
  reader.leave(outer)
  return oid
}

const maskDigest = (reader: DerReader): string => {
  const outer = reader.enter(TAG.sequence, 'PSS mask')
  reader.expect(TAG.oid, 'PSS mask')
  const isMgf1 = oidText(reader.bytes, reader.from, reader.to) === MGF1
  const oid = digestOid(reader)
  reader.leave(outer)
  return isMgf1 ? oid : ''
}
