import {readCertificate} from '../certificate.ts'
import {type CertificateBundle, readCertificates} from './bundle.ts'

/** What a field holds that is base64 of PEM: caBundle of a webhook or a StepIssuer, status.certificate of a request. */
export type EncodedBundle =
  | {readonly is: 'empty'}
  | {readonly is: 'garbage'; readonly detail: string}
  | ({readonly is: 'certificates'} & CertificateBundle)

/**
 * Reads a base64 field. White space alone counts as empty: `Cg==`, a line feed, is the usual stand-in for a bundle that is
 * filled in later. DER is read too, as step-issuer does; the API server would not.
 */
export const readEncodedBundle = (base64: string | undefined): EncodedBundle => {
  const bytes = Buffer.from(base64 ?? '', 'base64')
  const text = bytes.toString('latin1')
  if ((base64 ?? '').trim() === '' || (text !== '' && text.trim() === '')) return {is: 'empty'}
  const bundle = readCertificates(text)
  if (bundle.certificates.length > 0) return {is: 'certificates', ...bundle}
  const der = readCertificate(bytes)
  if (der.known) return {is: 'certificates', certificates: [der.value], lines: [1], problems: []}
  const [first] = bundle.problems
  return {is: 'garbage', detail: first === undefined ? 'there is no certificate in it' : first.detail}
}
