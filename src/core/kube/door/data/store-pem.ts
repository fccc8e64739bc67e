import {hash} from 'node:crypto'
import {pemOfDer} from '../../../x509/pem/pem-text.ts'
import {derHead} from '../scrub/der-form.ts'

/** More certificates than any trust store has. */
export const MOST_CERTIFICATES = 2000

/** The certificates of a store as PEM, without whatever else lies in their place; undefined where there are none. */
export const storePem = (found: readonly Uint8Array[]): string | undefined => {
  const certificates = found.slice(0, MOST_CERTIFICATES).map(asBuffer).filter(isCertificate)
  return certificates.length === 0 ? undefined : sharedPem(certificates)
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** As long as its DER says, and no key: what else it may be does not matter, for nobody reads it as anything else. */
const isCertificate = (der: Buffer): boolean => {
  const head = derHead(der)
  return head !== null && head.form === undefined && head.length === der.length
}

/** The same store lies in every namespace, each with another digest at its end. */
const recent = new Map<string, string>()
const MOST_RECENT = 8

const sharedPem = (certificates: readonly Buffer[]): string => {
  const key = hash('sha256', Buffer.concat(certificates), 'base64')
  const known = recent.get(key)
  if (known !== undefined) return known
  const pem = certificates.map(der => pemOfDer(der)).join('')
  if (recent.size === MOST_RECENT) recent.clear()
  recent.set(key, pem)
  return pem
}
