import {statSync} from 'node:fs'
import type {HeldFile} from '../../core/inspect/outside.ts'
import {entryOfBytes} from '../../core/kube/door/data-entry.ts'
import {pemOfDer} from '../../core/kube/door/pem-text.ts'
import {publicParts} from '../../core/x509/pem-requests.ts'
import {bytesOfNamed, bytesOfStream, namedPathError} from '../manifests/source-file.ts'

export interface FileOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal | undefined
}

/** More than all CAs that the world trusts. */
const LARGEST_BYTES = 16 * 1024 * 1024

/**
 * A file with certificates, requests or keys, or standard input (`-`). Of private keys only the public half stays.
 * @throws PkiError E_FILE_MISSING, E_FILE_UNREADABLE, E_FILE_TOO_LARGE
 */
export const heldFile = async (path: string, options: FileOptions): Promise<HeldFile> => {
  const name = path === '-' ? 'stdin' : path
  const bytes = await bytesIn(path, options).catch(cause => {
    options.signal?.throwIfAborted()
    throw namedPathError(name, cause)
  })
  return heldBytes(name, bytes)
}

/** What bytes hold. They are overwritten: a private key may be among them. */
export const heldBytes = (at: string, bytes: Uint8Array): HeldFile => {
  const {requests, publicKeys} = publicParts(bytes)
  const held = {
    at,
    requests: requests.map(der => pemOfDer(der, 'CERTIFICATE REQUEST')),
    publicKeys: publicKeys.map(der => pemOfDer(der, 'PUBLIC KEY')),
    entry: entryOfBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).entry,
  }
  bytes.fill(0)
  return held
}

const bytesIn = async (path: string, {stdin, signal}: FileOptions): Promise<Uint8Array> => {
  if (path === '-') return bytesOfStream(stdin, LARGEST_BYTES)
  const isStream = !(statSync(path, {throwIfNoEntry: false})?.isFile() ?? true)
  return bytesOfNamed({path, place: path, shown: path, isNamed: true, isManifest: false, isStream}, signal)
}
