import {statSync} from 'node:fs'
import type {HeldFile} from '../../core/inspect/outside.ts'
import {entryOfBytes} from '../../core/kube/door/data/data-entry.ts'
import type {DataEntry} from '../../core/kube/secret.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'
import {publicParts} from '../../core/x509/pem/pem-requests.ts'
import {pemOfDer} from '../../core/x509/pem/pem-text.ts'
import {readPkcs12} from '../../core/x509/pkcs12/pkcs12.ts'
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
  const {entry} = entryOfBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const held = {
    at,
    requests: requests.map(der => pemOfDer(der, 'CERTIFICATE REQUEST')),
    publicKeys: publicKeys.map(der => pemOfDer(der, 'PUBLIC KEY')),
    entry: entry.store === 'pkcs12' ? {store: entry.store, ...pkcs12Entry(bytes)} : entry,
  }
  bytes.fill(0)
  return held
}

/**
 * What the door does not look for, because every namespace may have such a store and each takes milliseconds to open.
 */
const pkcs12Entry = (bytes: Uint8Array): DataEntry => {
  const {certificates, problem} = readPkcs12(bytes)
  const read = readCertificates(certificates.map(der => pemOfDer(der)).join(''))
  const problems = [
    ...(problem === undefined ? [] : [{line: 1, detail: problem}]),
    ...read.problems.map(({detail}) => ({line: 1, detail})),
  ]
  return {
    ...(read.certificates.length > 0 && {pem: read.certificates.map(({der}) => pemOfDer(der)).join('')}),
    ...(problems.length > 0 && {problems}),
  }
}

const bytesIn = async (path: string, {stdin, signal}: FileOptions): Promise<Uint8Array> => {
  if (path === '-') return bytesOfStream(stdin, LARGEST_BYTES)
  const isStream = !(statSync(path, {throwIfNoEntry: false})?.isFile() ?? true)
  return bytesOfNamed({path, place: path, shown: path, isNamed: true, isManifest: false, isStream}, signal)
}
