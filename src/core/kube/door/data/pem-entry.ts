import {publicHalf} from '../../../x509/key/private-key.ts'
import {type PemBlock, type PemProblem, parsePem} from '../../../x509/pem/pem.ts'
import {pemOfDer} from '../../../x509/pem/pem-text.ts'
import type {DataEntry, DataKey} from '../../secret.ts'
import {derHead} from '../scrub/der-form.ts'
import {FORM, isPrivateKey} from '../scrub/forms.ts'
import {scrubText} from '../scrub/scrub.ts'
import type {Entry} from './data-entry.ts'

/** A text with PEM in it that is not only plain certificates: the certificates, the public halves, and the oddities. */
export const pemEntry = (text: string): Entry => {
  const {blocks, problems: oddities} = parsePem(text)
  const problems: PemProblem[] = [...oddities]
  const certificates = blocks.filter(block => isCertificate(block, problems)).map(({der}) => pemOfDer(der))
  const keys = blocks.flatMap((block, i) => (isKey(block) ? [keyOf(block, text, blocks[i + 1])] : []))
  const forms = keyForms(blocks, text, problems)
  if (keys.length === 0 && forms.some(isPrivateKey)) keys.push({unreadable: 'malformed'})
  problems.sort((a, b) => a.line - b.line)
  const entry: DataEntry = {
    ...(certificates.length > 0 && {pem: certificates.join('')}),
    ...(keys.length > 0 && {keys}),
    ...(problems.length > 0 && {problems}),
  }
  return {entry, forms}
}

/** A private key in DER, by its public half. */
export const derKeyEntry = (der: Buffer, form: string): DataEntry => {
  const problems = [{line: 1, detail: 'is a private key in DER, not in PEM'}]
  if (form === FORM.encryptedDer) return {keys: [{unreadable: 'encrypted'}], problems}
  return {keys: [publicKey(pemOfDer(der, 'PRIVATE KEY'))], problems}
}

const isKey = ({label}: PemBlock): boolean => / ?PRIVATE KEY$/.test(label)

const isEncrypted = ({label, headers}: PemBlock): boolean =>
  label.startsWith('ENCRYPTED') || (headers['Proc-Type'] ?? '').includes('ENCRYPTED')

const keyOf = (block: PemBlock, text: string, next: PemBlock | undefined): DataKey =>
  isEncrypted(block) ? {unreadable: 'encrypted'} : publicKey(text.slice(block.offset, next?.offset ?? text.length))

const publicKey = (text: string): DataKey => {
  const half = publicHalf(text)
  if (!half.known) return {unreadable: 'malformed'}
  const {hash, algorithm, bits} = half.value
  return {hash, algorithm, bits}
}

/** Whether a block is a certificate that Go programs see. What is under that label and no certificate is a problem. */
const isCertificate = ({label, der, headers, line}: PemBlock, problems: PemProblem[]): boolean => {
  if (label === 'X509 CERTIFICATE' || label === 'TRUSTED CERTIFICATE') {
    problems.push({line, detail: `${label} is a label that Go programs skip`})
  }
  if (label !== 'CERTIFICATE') return false
  const problem = problemOf(der, headers)
  if (problem !== undefined) problems.push({line, detail: problem})
  return problem === undefined
}

const problemOf = (der: Uint8Array, headers: PemBlock['headers']): string | undefined => {
  const head = derHead(der)
  if (head?.form !== undefined) return 'CERTIFICATE holds a private key'
  if (head === null) return 'CERTIFICATE holds no DER'
  if (head.length > der.length) return 'CERTIFICATE is cut off'
  if (head.length < der.length) return 'CERTIFICATE has more behind its end'
  return Object.keys(headers).length > 0 ? 'CERTIFICATE has header lines, so Go programs skip it' : undefined
}

/** Forms of the key material in it. The usual text, a certificate chain and a key, is told by its labels. */
const keyForms = (blocks: readonly PemBlock[], text: string, problems: readonly PemProblem[]): readonly string[] => {
  const usual = problems.length === 0 && blocks.every(block => isKey(block) || block.label === 'CERTIFICATE')
  if (!usual || blocks.length === 0) return scrubText(text).forms
  const forms = blocks.filter(isKey).map(block => (isEncrypted(block) ? FORM.encryptedPem : FORM.pem))
  return [...new Set(forms)]
}
