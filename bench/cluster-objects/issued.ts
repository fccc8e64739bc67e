import {makeCsr} from '../../test/fixtures/make-csr.ts'
import {type Issued, makeKey, makePki} from '../../test/fixtures/make-pki.ts'
import {rsaKeys} from './rsa-keys.ts'

/** What stands encoded in the objects of one Certificate, in base64. */
export interface Material {
  readonly chain: string
  readonly key: string
  readonly request: string
  readonly ca: string
  readonly isRsa: boolean
}

export interface Maker {
  readonly root: Issued
  readonly issuing: Issued
  /** Of the certificate with this number; every one has a key of its own, every third an RSA key. */
  material(index: number, dnsNames: readonly string[]): Material
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A root, an intermediate, and leaves by that: chains of two, P-256 and RSA-2048. */
export const materialMaker = (now: Date): Maker => {
  const root = makePki({now}).ca('corp root', {key: 'RSA-2048'})
  const issuing = root.ca('corp issuing', {key: 'RSA-2048', notAfter: '+1825d'})
  const ca = base64(root.pem)
  const rsa = rsaKeys()
  return {
    root,
    issuing,
    material: (index, dns) => {
      const isRsa = index % 3 === 0
      const key = isRsa ? rsa.next().value : makeKey('P-256', `leaf ${index}`)
      const names = {key, dns, usages: ['serverAuth']}
      const leaf = issuing.leaf(dns[0] ?? '', {...names, notBefore: '-52d', notAfter: '+38d'})
      const request = makeCsr(dns[0] ?? '', names)
      return {chain: base64(leaf.chainPem), key: base64(key.pem), request: base64(request.pem), ca, isRsa}
    },
  }
}
