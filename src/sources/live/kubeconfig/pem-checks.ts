import {createPrivateKey, X509Certificate} from 'node:crypto'
import {PkiError} from '../../../core/errors.ts'
import {readPath} from '../../read-path.ts'

/** PEM from a kubeconfig or a flag, with the words that name it in errors. */
export interface Pem {
  readonly text: string
  readonly title: string
}

/** Data stands before the file, as in client-go. */
export const loadPem = async (
  title: string,
  from: {readonly data: string | undefined; readonly file: string | undefined},
): Promise<Pem | undefined> => {
  if (from.data !== undefined) return {text: from.data, title}
  if (from.file === undefined) return undefined
  const named = `${title} (${from.file})`
  const bytes = await readPath(from.file, LARGEST_BYTES).catch((error: NodeJS.ErrnoException) => {
    throw new PkiError('E_KUBECONFIG_INVALID', `${named} cannot be read (${error.code})`, {cause: error})
  })
  if (bytes === null) throw new PkiError('E_KUBECONFIG_INVALID', `${named} is too large for PEM`)
  return {text: bytes.toString('latin1'), title: named}
}

/** More than all CAs that the world trusts. */
const LARGEST_BYTES = 16 * 1024 * 1024

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

const blocks = (text: string): readonly X509Certificate[] =>
  (text.match(CERTIFICATE) ?? []).flatMap(block => {
    try {
      return [new X509Certificate(block)]
    } catch {
      return []
    }
  })

/** Node takes any text as a CA and then trusts nobody; Go refuses it, and so do we. */
export const checkAuthority = ({text, title}: Pem): string => {
  if (blocks(text).length === 0) throw new PkiError('E_KUBECONFIG_INVALID', `${title} holds no certificate`)
  return text
}

/** @throws PkiError E_KUBECONFIG_INVALID where only one half is there, or the halves do not belong together. */
export const checkClientPair = (
  title: string,
  cert: Pem | undefined,
  key: Pem | undefined,
): {cert: string; key: string} | null => {
  if (cert === undefined && key === undefined) return null
  if (cert === undefined || key === undefined) {
    const [has, lacks] = cert === undefined ? ['key', 'certificate'] : ['certificate', 'key']
    throw new PkiError('E_KUBECONFIG_INVALID', `${title} has a client ${has} without a client ${lacks}`)
  }
  const leaf = blocks(cert.text)[0]
  if (leaf === undefined) throw new PkiError('E_KUBECONFIG_INVALID', `${cert.title} holds no certificate`)
  if (!belongs(leaf, key)) throw new PkiError('E_KUBECONFIG_INVALID', `${cert.title} does not belong to ${key.title}`)
  return {cert: cert.text, key: key.text}
}

const belongs = (leaf: X509Certificate, key: Pem): boolean => {
  try {
    return leaf.checkPrivateKey(createPrivateKey(key.text))
  } catch {
    throw new PkiError('E_KUBECONFIG_INVALID', `${key.title} is not a private key that can be read`)
  }
}

/** The certificates of a text and nothing else: people keep the key in the same file. Undefined where there is none. */
export const onlyCertificates = (text: string): string | undefined => {
  const found = blocks(text).map(certificate => certificate.toString())
  return found.length === 0 ? undefined : found.join('')
}

/** When the first certificate of a PEM text ends. */
export const notAfterOf = (pem: string): Date | undefined => blocks(pem)[0]?.validToDate
