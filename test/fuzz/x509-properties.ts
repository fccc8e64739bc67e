import {Certificate, parseCertificate} from '../../src/core/x509/certificate.ts'
import {parseCsr} from '../../src/core/x509/csr.ts'
import {DerError} from '../../src/core/x509/der/der.ts'
import {publicHalf} from '../../src/core/x509/key/private-key.ts'
import {shownName} from '../../src/core/x509/name/general-name.ts'
import {matchesHost} from '../../src/core/x509/name/hostname.ts'
import {findPaths, isIssuedBy} from '../../src/core/x509/path/path.ts'
import {RFC5280} from '../../src/core/x509/path/profile.ts'
import {readCertificates} from '../../src/core/x509/pem/bundle.ts'
import {strictFindings} from '../../src/core/x509/strict/strict.ts'
import type {Issued} from '../fixtures/make-pki.ts'
import {differenceFromNode} from './x509-compare.ts'

/** Thrown with what did not hold. */
export class PropertyError extends Error {}

const fail = (text: string): never => {
  throw new PropertyError(text)
}

/** The value, or undefined where it was refused; refusing is a DerError with an offset inside of the bytes. */
const parsed = <T>(der: Buffer, parse: (bytes: Buffer) => T): T | undefined => {
  try {
    return parse(der)
  } catch (error) {
    if (!(error instanceof DerError)) return fail(`threw ${error}`)
    if (error.offset < 0 || error.offset > der.length)
      fail(`offset ${error.offset} is outside of the ${der.length} bytes`)
    return undefined
  }
}

const NOW = new Date('2026-11-22T12:00:00Z')
const HOSTS = ['web.example.com', '10.0.0.1', '[fd00::1]', 'a\0b', '.', '', '*.example.com', 'WEB.EXAMPLE.COM.']

/** Everything that can be asked of a certificate answers, and gives only text that is safe to print. */
const render = (certificate: Certificate): void => {
  const {subject, issuer, sans, extensions, publicKey, signatureAlgorithm} = certificate
  const texts = [subject, issuer, publicKey, signatureAlgorithm.name, ...sans.map(shownName)]
  for (const text of texts) if (/[\u0000-\u001f\u202e]/.test(String(text))) fail(`prints a control character: ${text}`)
  void [extensions.length, certificate.keyUsage, certificate.extendedKeyUsage, certificate.ski, certificate.aki]
  void [certificate.fingerprint, publicKey.hash, publicKey.isOnCurve, certificate.serialNumber]
  for (const role of ['leaf', 'issuer', 'anchor'] as const) strictFindings(certificate, role)
  for (const host of HOSTS) matchesHost(certificate, host)
}

/** A certificate mutant: refused with a place, or readable in all its parts; never verified; read as node:crypto reads it. */
export const checkCertificate = (mutant: Buffer, original: Buffer, issuer: Issued): 'refused' | 'read' => {
  const certificate = parsed(mutant, parseCertificate)
  if (certificate === undefined) return 'refused'
  render(certificate)
  if (!mutant.equals(original) && isIssuedBy(certificate, issuer.certificate)) fail('a changed certificate verifies')
  const difference = differenceFromNode(mutant, certificate)
  if (difference !== undefined) fail(`node:crypto reads ${difference}`)
  return 'read'
}

/**
 * A request mutant: refused, or readable and not proved. The name of the algorithm is outside of what a request signs
 * (RFC 2986 §4.2), so a change there that means the same does not count.
 */
export const checkRequest = (mutant: Buffer, original: Buffer): 'refused' | 'read' => {
  const request = parsed(mutant, parseCsr)
  if (request === undefined) return 'refused'
  void [String(request.subject), request.sans.map(shownName), request.keyUsage, request.extendedKeyUsage]
  const {signedPart, signature} = parseCsr(original)
  const isChanged =
    !Buffer.from(signedPart).equals(request.signedPart) || !Buffer.from(signature).equals(request.signature)
  if (isChanged && request.signatureProblem === undefined) fail('a changed request verifies')
  return 'read'
}

/** A path with mutants in every place ends within its budget, and none of its paths goes through a changed link. */
export const checkPaths = (mutants: readonly Certificate[], chain: readonly Issued[]): void => {
  const [leaf, ...issuers] = chain.map(({certificate}) => certificate)
  if (leaf === undefined) return
  const original = new Set([leaf, ...issuers])
  const intermediates = [...mutants, ...issuers.slice(0, 1)]
  for (const start of [leaf, ...mutants.slice(0, 2)]) {
    for (const profile of [undefined, RFC5280]) {
      const roots = issuers.slice(-1)
      const result = findPaths(start, {
        intermediates,
        roots,
        now: NOW,
        host: 'web.example.com',
        ...(profile ? {profile} : {}),
      })
      if (result.considered > 101) fail(`considered ${result.considered} candidates`)
      if (result.paths.some(path => path.some(one => !original.has(one))))
        fail('a path goes through a changed certificate')
      for (const {reason, at, certificates} of result.rejected) {
        if (reason.detail === '' || certificates[at] === undefined) fail('a rejected path says nothing')
      }
    }
  }
}

/** Text that may be PEM: nothing throws, and lines exist. */
export const checkText = (text: string): void => {
  const {certificates, problems} = readCertificates(text)
  const count = text.split('\n').length
  for (const {line} of problems) if (line < 1 || line > count) fail(`line ${line} of ${count}`)
  if (certificates.some(certificate => !(certificate instanceof Certificate))) fail('no certificate')
  publicHalf(text)
}
