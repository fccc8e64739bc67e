import {type StrictRule, when} from './rule.ts'

const SIZE = 'CABF BR 6.1.5'

export const KEY_RULES: readonly StrictRule[] = [
  {
    code: 'rsa-key-too-short',
    section: SIZE,
    level: 'violation',
    check: ({certificate: {publicKey}}) =>
      when(publicKey.algorithm === 'RSA' && publicKey.bits < 2048, `has an RSA key of ${publicKey.bits} bits`),
  },
  {
    code: 'rsa-key-odd-size',
    section: SIZE,
    level: 'violation',
    check: ({certificate: {publicKey}}) =>
      when(
        publicKey.algorithm === 'RSA' && publicKey.bits % 8 !== 0,
        `has an RSA key of ${publicKey.bits} bits, which is no multiple of 8`,
      ),
  },
  {
    code: 'key-kind-not-for-tls',
    section: SIZE,
    level: 'violation',
    check: ({certificate: {publicKey}}) =>
      when(
        !['RSA', 'ECDSA', 'Ed25519'].includes(publicKey.algorithm) || publicKey.curve === 'P-224',
        `has a key that TLS servers do not use: ${publicKey}`,
      ),
  },
  {
    code: 'signature-broken',
    section: 'CABF BR 7.1.3.2',
    level: 'violation',
    check: ({certificate: {signatureAlgorithm}, role}) =>
      when(role !== 'anchor' && signatureAlgorithm.status === 'broken', `is signed with ${signatureAlgorithm.name}`),
  },
]
