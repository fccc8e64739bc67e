import {isPlain} from './plain.ts'

/** CA certificates seen last. They stand in every Secret and every request of a cluster, and are few. */
const recent: string[] = []
const MOST = 16

/**
 * The same text, as one string in memory however often it is read; for CA certificates. Comparing is cheaper than a
 * map here, which would have to hash thousands of characters first.
 */
export const share = (text: string): string => {
  const known = recent.indexOf(text)
  if (known !== -1) return recent[known] as string
  if (recent.length === MOST) recent.shift()
  recent.push(text)
  return text
}

const CA_NAMES: ReadonlySet<string> = new Set([
  'ca',
  'caBundle',
  'ca.crt',
  'root_ca.crt',
  'service-ca.crt',
  'ca-bundle.crt',
  'ca-certificates.crt',
])

/** Whether a field or a data key of this name holds CA certificates. */
export const isCaName = (name: string): boolean => CA_NAMES.has(name)

/** Shares what a freshly parsed body repeats most: the CA of a CertificateRequest and of a Secret. */
export const shareIn = (body: Readonly<Record<string, unknown>>): void => {
  const {status, data} = body
  if (isPlain(status) && typeof status.ca === 'string') (status as {ca: string}).ca = share(status.ca)
  const entry = isPlain(data) ? data['ca.crt'] : undefined
  if (isPlain(entry) && typeof entry.pem === 'string') (entry as {pem: string}).pem = share(entry.pem)
}
