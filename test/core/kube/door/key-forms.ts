import {createCipheriv, createHash, type KeyObject} from 'node:crypto'
import {element, integer, octets, oid, sequence, tagged} from '../../../fixtures/der-writer.ts'
import {makeKey} from '../../../fixtures/make-pki.ts'

/** Key material in one of the forms in which it gets around. */
export interface Planted {
  readonly name: string
  /** What a file or a field would hold; for binary forms in base64. */
  readonly text: string
  /** What must not be found afterwards, in any encoding. */
  readonly secrets: readonly Buffer[]
}

const rsa = makeKey('RSA-2048', 'door').privateKey
const p256 = makeKey('P-256', 'door').privateKey
const p384 = makeKey('P-384', 'door').privateKey
const ed25519 = makeKey('Ed25519', 'door').privateKey

/** The secret numbers of a key. */
const numbers = (key: KeyObject): readonly Buffer[] => {
  const jwk = key.export({format: 'jwk'}) as Record<string, string>
  return ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap(name => (jwk[name] ? [Buffer.from(jwk[name], 'base64url')] : []))
}

/** Bytes that nothing else has, the same in every run. */
export const marked = (label: string, length: number): Buffer => {
  const blocks = Array.from({length: Math.ceil(length / 64)}, (_, i) =>
    createHash('sha512').update(`${label} ${i}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

/** PEM of any bytes under any label. */
export const labelled = (label: string, body: Buffer): string =>
  `-----BEGIN ${label}-----\n${body.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

const pemForm = (name: string, key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): Planted => ({
  name,
  text: key.export({type, format: 'pem'} as never) as unknown as string,
  secrets: numbers(key),
})

const derForm = (name: string, key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): Planted => ({
  name,
  text: (key.export({type, format: 'der'} as never) as unknown as Buffer).toString('base64'),
  secrets: numbers(key),
})

const encrypted = (key: KeyObject): Buffer =>
  key.export({type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x'})

const encryptedDer = encrypted(rsa)
const legacyPem = p256.export({type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x'}) as string
const legacyBody = Buffer.from(legacyPem.replace(/-----[^\n]*-----|^[\w-]+:.*$/gm, ''), 'base64')

const openssh = Buffer.concat([Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none'), marked('openssh', 320)])
const pgp = Buffer.concat([Buffer.from([0x95, 0x01, 0x3e, 0x04]), marked('pgp', 320)])
const jks = (tag: number): Buffer => {
  const head = Buffer.from([
    0xfe,
    0xed,
    0xfe,
    0xed,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    tag,
    0,
    1,
    0x61,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ])
  return Buffer.concat([head, marked('jks', 400)])
}
const jceks = Buffer.concat([Buffer.from([0xce, 0xce, 0xce, 0xce]), jks(1).subarray(4)])
const pkcs12 = sequence(
  integer(3),
  sequence(
    oid('1.2.840.113549.1.7.1'),
    tagged(0, octets(sequence(oid('1.2.840.113549.1.12.10.1.2'), octets(marked('pkcs12', 400))))),
  ),
)

const base64url = (value: string | Buffer): string => Buffer.from(value).toString('base64url')

const jweParts = {
  protected: base64url(
    '{"alg":"PBES2-HS256+A128KW","cty":"jwk+json","enc":"A256GCM","p2c":600000,"p2s":"c2FsdHNhbHQ"}',
  ),
  encryptedKey: marked('jwe key', 40),
  iv: marked('jwe iv', 12),
  ciphertext: createCipheriv('aes-256-gcm', marked('k', 32), marked('iv', 12)).update(marked('jwe', 200)),
  tag: marked('jwe tag', 16),
}
const jweCompact = [
  jweParts.protected,
  ...[jweParts.encryptedKey, jweParts.iv, jweParts.ciphertext, jweParts.tag].map(base64url),
].join('.')
const jweJson = JSON.stringify({
  protected: jweParts.protected,
  encrypted_key: base64url(jweParts.encryptedKey),
  iv: base64url(jweParts.iv),
  ciphertext: base64url(jweParts.ciphertext),
  tag: base64url(jweParts.tag),
})

const BECH32 = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'
const age = `AGE-SECRET-KEY-1${[...marked('age', 58)].map(byte => BECH32[byte % 32]).join('')}`

const putty = `PuTTY-User-Key-File-3: ssh-ed25519
Encryption: none
Comment: door
Public-Lines: 2
AAAAC3NzaC1lZDI1NTE5AAAAI
Aabcdefghijklmnop
Private-Lines: 2
${marked('putty', 48).toString('base64')}
${marked('putty', 96).subarray(48).toString('base64')}
Private-MAC: ${marked('mac', 32).toString('hex')}
`

const opensslText = `Private-Key: (2048 bit, 2 primes)
modulus:
    00:aa:bb:cc
publicExponent: 65537 (0x10001)
privateExponent:
${[...marked('openssl', 60)]
  .map(byte => byte.toString(16).padStart(2, '0'))
  .join(':')
  .replace(/(.{45})/g, '    $1\n')}
prime1:
    00:${[...marked('openssl', 80)]
      .slice(60)
      .map(byte => byte.toString(16).padStart(2, '0'))
      .join(':')}
`

/** All forms of key material that the door knows. */
export const KEY_FORMS: readonly Planted[] = [
  pemForm('PKCS#8 RSA', rsa, 'pkcs8'),
  pemForm('PKCS#1', rsa, 'pkcs1'),
  pemForm('SEC 1', p256, 'sec1'),
  pemForm('PKCS#8 P-384', p384, 'pkcs8'),
  pemForm('PKCS#8 Ed25519', ed25519, 'pkcs8'),
  {
    name: 'encrypted PKCS#8',
    text: labelled('ENCRYPTED PRIVATE KEY', encryptedDer),
    secrets: [encryptedDer.subarray(120)],
  },
  {name: 'encrypted SEC 1', text: legacyPem, secrets: [legacyBody]},
  {
    name: 'with EC parameters',
    text: `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pemForm('', p256, 'sec1').text}`,
    secrets: numbers(p256),
  },
  {name: 'OpenSSH', text: labelled('OPENSSH PRIVATE KEY', openssh), secrets: [openssh.subarray(60)]},
  {name: 'PGP', text: labelled('PGP PRIVATE KEY BLOCK', pgp), secrets: [pgp.subarray(20)]},
  {
    name: 'SSH2',
    text: labelled('X', marked('ssh2', 200)).replaceAll(
      /-----(BEGIN|END) X-----/g,
      '---- $1 SSH2 ENCRYPTED PRIVATE KEY ----',
    ),
    secrets: [marked('ssh2', 200)],
  },
  {
    name: 'a key under the label of a certificate',
    text: labelled('CERTIFICATE', rsa.export({type: 'pkcs8', format: 'der'})),
    secrets: numbers(rsa),
  },
  {
    name: 'a key behind a certificate in one block',
    text: labelled(
      'CERTIFICATE',
      Buffer.concat([
        sequence(sequence(integer(2), element(0x04, marked('cert', 90)))),
        p256.export({type: 'sec1', format: 'der'}),
      ]),
    ),
    secrets: numbers(p256),
  },
  {name: 'cut off', text: pemForm('', rsa, 'pkcs8').text.slice(0, 1200), secrets: numbers(rsa)},
  {name: 'without BEGIN', text: pemForm('', rsa, 'pkcs8').text.slice(28), secrets: numbers(rsa)},
  derForm('DER PKCS#8', rsa, 'pkcs8'),
  derForm('DER PKCS#1', rsa, 'pkcs1'),
  derForm('DER SEC 1', p256, 'sec1'),
  derForm('DER Ed25519', ed25519, 'pkcs8'),
  {name: 'DER encrypted', text: encryptedDer.toString('base64'), secrets: [encryptedDer.subarray(120)]},
  {name: 'OpenSSH without armour', text: openssh.toString('base64'), secrets: [openssh.subarray(60)]},
  {name: 'JWK RSA', text: JSON.stringify(rsa.export({format: 'jwk'})), secrets: numbers(rsa)},
  {name: 'JWK EC', text: JSON.stringify(p256.export({format: 'jwk'}), null, 2), secrets: numbers(p256)},
  {name: 'JWK OKP', text: JSON.stringify({keys: [ed25519.export({format: 'jwk'})]}), secrets: numbers(ed25519)},
  {name: 'JWK oct', text: JSON.stringify({kty: 'oct', k: base64url(marked('oct', 32))}), secrets: [marked('oct', 32)]},
  {name: 'JWE compact', text: jweCompact, secrets: [jweParts.ciphertext, jweParts.encryptedKey]},
  {name: 'JWE, cut off', text: jweCompact.slice(0, 260), secrets: [jweParts.encryptedKey]},
  {name: 'JWE in JSON', text: jweJson, secrets: [jweParts.ciphertext, jweParts.encryptedKey]},
  {name: 'JKS', text: jks(1).toString('base64'), secrets: [marked('jks', 400)]},
  {name: 'JCEKS', text: jceks.toString('base64'), secrets: [marked('jks', 400)]},
  {name: 'PKCS#12', text: pkcs12.toString('base64'), secrets: [marked('pkcs12', 400)]},
  {name: 'age', text: age, secrets: [Buffer.from(age.slice(16))]},
  {name: 'PuTTY', text: putty, secrets: [marked('putty', 96)]},
  {name: 'openssl -text', text: opensslText, secrets: [marked('openssl', 80)]},
]
