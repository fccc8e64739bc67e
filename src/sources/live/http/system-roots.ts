import {readFile} from 'node:fs/promises'
import {getCACertificates, rootCertificates} from 'node:tls'

/** Where Go looks on Linux and the BSDs (crypto/x509, root_linux.go, root_bsd.go); Node's own OpenSSL looks elsewhere. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

let cached: Promise<string[]> | undefined

/** What this machine trusts, for a cluster that names no CA: its own store, with Node's built-in roots for machines that have none. */
export const systemRoots = (): Promise<string[]> => {
  cached ??= load()
  return cached
}

const load = async (): Promise<string[]> => {
  const roots = new Set([...rootCertificates, ...getCACertificates('system')])
  for (const file of BUNDLES) {
    const text = await readFile(file, 'latin1').catch(() => '')
    if (text === '') continue
    roots.add(text)
    break
  }
  return [...roots]
}
