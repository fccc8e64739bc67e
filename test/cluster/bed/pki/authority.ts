import 'reflect-metadata'
import {createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, webcrypto} from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const
const day = 24 * 3600 * 1000

/** A certificate and its private key (PKCS#8), both PEM. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

/** What a leaf certificate is to say. Without `sans` it has none, as client certificates do. */
export interface LeafRequest {
  /** Each entry is one RDN, in this order: `[{O: ['system:nodes']}, {CN: ['system:node:n1']}]`. */
  readonly subject: ConstructorParameters<typeof Name>[0]
  readonly sans?: readonly JsonGeneralName[]
  readonly for: 'server' | 'client'
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** A certificate authority whose key lives in this process and, where a component needs it, in the bed's folder. */
export interface Authority extends Pair {
  issue(request: LeafRequest): Promise<Pair>
}

const cryptoKey = (key: KeyObject, usage: 'sign' | 'verify'): Promise<webcrypto.CryptoKey> =>
  usage === 'sign'
    ? webcrypto.subtle.importKey('pkcs8', key.export({type: 'pkcs8', format: 'der'}), algorithm, true, ['sign'])
    : webcrypto.subtle.importKey('spki', key.export({type: 'spki', format: 'der'}), algorithm, true, ['verify'])

const pemOf = (key: KeyObject): string => key.export({type: 'pkcs8', format: 'pem'}).toString()
const serial = (): string => `01${randomBytes(15).toString('hex')}`

const leafExtensions = async (request: LeafRequest, issuer: X509Certificate): Promise<Extension[]> => [
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
  new ExtendedKeyUsageExtension([request.for === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
  await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
  ...(request.sans === undefined ? [] : [new SubjectAlternativeNameExtension([...request.sans])]),
]

const issueFrom = async (authority: Pair, request: LeafRequest): Promise<Pair> => {
  const keys = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const issuer = new X509Certificate(authority.certificate)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: request.subject ?? [],
    issuer: issuer.subjectName.toJSON(),
    notBefore: request.notBefore ?? new Date(Date.now() - 60_000),
    notAfter: request.notAfter ?? new Date(Date.now() + 365 * day),
    signingAlgorithm: algorithm,
    publicKey: await cryptoKey(keys.publicKey, 'verify'),
    signingKey: await cryptoKey(createPrivateKey(authority.key), 'sign'),
    extensions: await leafExtensions(request, issuer),
  })
  return {certificate: `${certificate.toString('pem')}\n`, key: pemOf(keys.privateKey)}
}

/** Makes a self-signed root (ECDSA P-256, ten years, keyCertSign, cRLSign and digitalSignature as kubeadm's). */
export const createAuthority = async (commonName: string): Promise<Authority> => {
  const keys = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const publicKey = await cryptoKey(keys.publicKey, 'verify')
  const flags = KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{CN: [commonName]}],
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3650 * day),
    signingAlgorithm: algorithm,
    keys: {publicKey, privateKey: await cryptoKey(keys.privateKey, 'sign')},
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(flags, true),
      await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
    ],
  })
  const pair = {certificate: `${root.toString('pem')}\n`, key: pemOf(keys.privateKey)}
  return {...pair, issue: request => issueFrom(pair, request)}
}
