import {createPublicKey, X509Certificate} from 'node:crypto'
import type {Certificate} from '../../src/core/x509/certificate.ts'
import type {GeneralName} from '../../src/core/x509/name/general-name.ts'
import type {Name} from '../../src/core/x509/name/name.ts'

/**
 * What node:crypto (OpenSSL) and we read differently out of the same bytes; undefined where we agree, or where OpenSSL
 * does not read the certificate, or reads it and then fails at the part in question. Only OpenSSL reads extensions of
 * certificates before version 3.
 */
export const differenceFromNode = (der: Buffer, certificate: Certificate): string | undefined => {
  const other = attempt(() => new X509Certificate(der))
  if (other === undefined) return undefined
  const serial = BigInt(`0x${certificate.serialNumber}`)
  if (BigInt(`0x${other.serialNumber}`) !== serial) return `serial ${other.serialNumber}`
  return (
    timeDifference('notBefore', other.validFrom, certificate.notBefore) ??
    timeDifference('notAfter', other.validTo, certificate.notAfter) ??
    nameDifference('subject', other.subject, certificate.subject) ??
    nameDifference('issuer', other.issuer, certificate.issuer) ??
    (certificate.version === 3 ? sanDifference(other.subjectAltName, certificate.sans) : undefined) ??
    keyDifference(other, certificate)
  )
}

const attempt = <T>(get: () => T): T | undefined => {
  try {
    return get()
  } catch {
    return undefined
  }
}

/** OpenSSL prints to the second, and years before 1000 with fewer digits; what it does not understand gives no date. */
const timeDifference = (what: string, theirs: string, ours: number): string | undefined => {
  const time = / \d{4} GMT$/.test(theirs) ? Date.parse(theirs) : Number.NaN
  return Number.isNaN(time) || time === ours
    ? undefined
    : `${what} ${theirs} instead of ${new Date(ours).toISOString()}`
}

/**
 * The values, whatever their attributes are called, where none holds a character that one of the two escapes. (The
 * certificate's `toLegacyObject` would give them unescaped, but Node 22 crashes in it on an empty OID in extKeyUsage.)
 */
const nameDifference = (what: string, theirs: string | undefined, ours: Name): string | undefined => {
  const values = (theirs ?? '').split('\n').map(line => line.slice(line.indexOf('=') + 1))
  const own = ours.attributes.map(({value}) => value)
  const isPlain = own.length > 0 && [...values, ...own].every(value => /^[A-Za-z0-9 .:*@-]+$/.test(value))
  if (!isPlain || values.sort().join('\n') === own.sort().join('\n')) return undefined
  return `${what} ${values.join()} instead of ${own.join()}`
}

const PREFIXES: Readonly<Partial<Record<GeneralName['kind'], string>>> = {
  dNSName: 'DNS:',
  rfc822Name: 'email:',
  uniformResourceIdentifier: 'URI:',
  registeredID: 'Registered ID:',
}

/** The names of the four kinds that OpenSSL prints as they are, in order; it quotes what holds a comma or a quote. */
const sanDifference = (theirs: string | undefined, ours: readonly GeneralName[]): string | undefined => {
  if (theirs === undefined || theirs.includes('"') || ours.some(({value}) => !/^[!#-+\--~]*$/.test(value)))
    return undefined
  const names = theirs.split(', ').filter(name => /^(DNS|email|URI):/.test(name))
  const own = ours
    .filter(({kind}) => kind in PREFIXES && kind !== 'registeredID')
    .map(({kind, value}) => PREFIXES[kind] + value)
  return names.join('\n') === own.join('\n') ? undefined : `SAN ${names.join()} instead of ${own.join()}`
}

const keyDifference = (other: X509Certificate, {publicKey}: Certificate): string | undefined => {
  const theirs = attempt(() => other.publicKey)
  const ours = attempt(() => createPublicKey({key: Buffer.from(publicKey.spki), format: 'der', type: 'spki'}))
  if (theirs === undefined || ours === undefined || theirs.equals(ours)) return undefined
  return 'another public key'
}
