import 'reflect-metadata'
import {webcrypto} from 'node:crypto'
import {
  type JsonGeneralName,
  type Name,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'

/** A certificate signing request (PKCS#10) and its private key (PKCS#8), both PEM. */
export interface SigningRequest {
  readonly request: string
  readonly key: string
}

export interface SigningRequestFields {
  /** Each entry is one RDN, in this order. */
  readonly subject: ConstructorParameters<typeof Name>[0]
  readonly sans: readonly JsonGeneralName[]
}

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const

const pem = (label: string, der: ArrayBuffer): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Makes an ECDSA P-256 key, as Go's `certificate.Manager` does, and a request for it. */
export const makeSigningRequest = async (fields: SigningRequestFields): Promise<SigningRequest> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: fields.subject ?? [],
    keys,
    signingAlgorithm: algorithm,
    extensions: fields.sans.length === 0 ? [] : [new SubjectAlternativeNameExtension([...fields.sans])],
  })
  return {
    request: pem('CERTIFICATE REQUEST', made.rawData),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  }
}
