import {parseCertificate} from '../../../x509/certificate.ts'
import {DerError} from '../../../x509/der/der.ts'
import {pemOfDer} from '../../../x509/pem/pem-text.ts'
import type {DataEntry} from '../../secret.ts'
import {binaryForm, derHead} from '../scrub/der-form.ts'
import type {Findings} from '../scrub/findings.ts'
import {FORM, isPrivateKey} from '../scrub/forms.ts'
import {isPlainPem} from '../scrub/plain-pem.ts'
import {scrubText} from '../scrub/scrub.ts'
import {javaStorePem} from './java-store.ts'
import {derKeyEntry, pemEntry} from './pem-entry.ts'
import {pkcs12Entry} from './pkcs12-store.ts'

/** What the door leaves of one value, and the forms of key material that were in it. */
export interface Entry {
  readonly entry: DataEntry
  readonly forms: readonly string[]
}

const NOTHING: readonly string[] = []
const EMPTY: Entry = {entry: {empty: true}, forms: NOTHING}
const PRESENT: Entry = {entry: {}, forms: NOTHING}

/** The entry of a value that is bytes: a Secret's data, a ConfigMap's binaryData. */
export const entryOfBytes = (bytes: Buffer, found?: Pick<Findings, 'stores'>): Entry =>
  binaryEntry(bytes, found) ?? entryOfText(bytes.toString(bytes[0] === BYTE_ORDER_MARK ? 'utf8' : 'latin1'), false)

/** First byte of a byte order mark in UTF-8. Nothing else needs the text to be read as UTF-8: PEM is ASCII. */
const BYTE_ORDER_MARK = 0xef

/** The entry of a value that is text. `keepText`: it is configuration that rules read. */
export const entryOfText = (text: string, keepText: boolean): Entry => {
  if (text === '') return EMPTY
  if (isPlainPem(text, 'certificates')) return {entry: {pem: text}, forms: NOTHING}
  const placeholder = hiddenIn(text)
  if (placeholder !== undefined) return {entry: {hidden: placeholder}, forms: NOTHING}
  if (!keepText && (text.includes('-----BEGIN ') || text.includes('PRIVATE KEY'))) return pemEntry(text)
  const {text: clean, forms} = scrubText(text)
  if (keepText) return {entry: {text: clean}, forms}
  if (text.startsWith('LS0tLS1CRUdJTi')) return encodedTwice(forms)
  const trailing = text.endsWith('\n')
  return trailing || forms.length > 0 ? {entry: trailing ? {trailingNewline: true} : {}, forms} : PRESENT
}

/** Values that stand for others: encrypted by SOPS, or filled in later by Flux, Argo CD or vals. */
const hiddenIn = (text: string): DataEntry['hidden'] => {
  if (text.startsWith('ENC[AES256_GCM,')) return 'sops'
  return /^(?:\$\{[^{}\n]{1,200}\}|<path:[^<>\n]{1,400}>|ref\+[a-z]{1,40}:\/\/\S{1,400})\s?$/.test(text)
    ? 'placeholder'
    : undefined
}

const encodedTwice = (forms: readonly string[]): Entry => ({
  entry: {
    ...(forms.some(isPrivateKey) && {keys: [{unreadable: 'malformed'}]}),
    problems: [{line: 1, detail: 'is PEM in base64 in base64: it was encoded once too often'}],
  },
  forms,
})

/** Stores and DER; null for text. */
const binaryEntry = (bytes: Buffer, found: Pick<Findings, 'stores'> | undefined): Entry | null => {
  if (bytes.length === 0) return EMPTY
  const form = binaryForm(bytes)
  if (form === FORM.jks || form === FORM.jksTrust) return {entry: javaEntry(bytes), forms: [form]}
  if (form === FORM.pkcs12 || form === FORM.pkcs12Trust) return {entry: pkcs12Entry(bytes, found), forms: [form]}
  if (form !== undefined) return {entry: derKeyEntry(bytes, form), forms: [form]}
  return derHead(bytes)?.length === bytes.length && isCertificate(bytes)
    ? {
        entry: {pem: pemOfDer(bytes), problems: [{line: 1, detail: 'is a certificate in DER, not in PEM'}]},
        forms: NOTHING,
      }
    : null
}

const javaEntry = (bytes: Buffer): DataEntry => {
  const pem = javaStorePem(bytes)
  return pem === undefined ? {store: 'jks'} : {store: 'jks', pem}
}

const isCertificate = (der: Uint8Array): boolean => {
  try {
    parseCertificate(der)
    return true
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}
