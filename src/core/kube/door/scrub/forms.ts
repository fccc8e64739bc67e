/**
 * What the door takes out, as it is named in `Redaction.form` and in the text `[removed: <form>]` that stays in its
 * place. Key material inside base64 or hex has that appended: `private key (PEM) in base64`.
 */
export const FORM = {
  pem: 'private key (PEM)',
  encryptedPem: 'encrypted private key (PEM)',
  der: 'private key (DER)',
  encryptedDer: 'encrypted private key (DER)',
  openssh: 'private key (OpenSSH)',
  openssl: 'private key (openssl text)',
  putty: 'private key (PuTTY)',
  age: 'private key (age)',
  jwk: 'private key (JWK)',
  jwe: 'encrypted key (JWE)',
  keyField: 'private key (by the name of its field)',
  jks: 'key store (JKS)',
  pkcs12: 'key store (PKCS#12)',
  jksTrust: 'trust store (JKS)',
  pkcs12Trust: 'trust store (PKCS#12)',
  jwt: 'bearer token (JWT)',
  password: 'password',
  token: 'token',
  secretValue: 'value of a Secret',
  compressed: 'compressed data',
  unseen: 'text that could not be looked through',
} as const

/** Whether what was removed holds a private key, in clear or encrypted: passwords, tokens and trust stores do not. */
export const isPrivateKey = (form: string): boolean => /^(?:encrypted )?(?:private )?key /.test(form)

/** What stands where something was removed. */
export const marker = (form: string): string => `[removed: ${form}]`

/** The form of what was found inside an encoding. Said once, however often it is wrapped. */
export const inEncoding = (form: string, encoding: 'base64' | 'hex'): string =>
  / in (?:base64|hex)$/.test(form) ? form : `${form} in ${encoding}`
