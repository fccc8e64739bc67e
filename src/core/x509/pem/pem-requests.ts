import {parseCsr} from '../csr.ts'
import {DerError} from '../der/der.ts'
import {parsePem} from './pem.ts'

/** PKCS#10 requests and public keys of a file, DER each. */
export interface PublicParts {
  readonly requests: readonly Uint8Array[]
  readonly publicKeys: readonly Uint8Array[]
}

const REQUEST_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'])

/** What of a file is public and no certificate: in PEM with anything around it, or one request in DER. */
export const publicParts = (bytes: Uint8Array): PublicParts => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (!text.includes('-----BEGIN ')) return {requests: isRequest(bytes) ? [bytes] : [], publicKeys: []}
  const {blocks} = parsePem(text)
  return {
    requests: blocks.filter(({label}) => REQUEST_LABELS.has(label)).map(({der}) => der),
    publicKeys: blocks.filter(({label}) => label === 'PUBLIC KEY').map(({der}) => der),
  }
}

const isRequest = (bytes: Uint8Array): boolean => {
  try {
    parseCsr(bytes)
    return true
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}
