import {known, type Reading, unknown} from '../knowing.ts'
import {type CertificateLayout, readCertificateLayout} from './certificate-parser.ts'
import {DerError} from './der/der.ts'
import {hex, sameBytes} from './der/der-values.ts'
import {oidText} from './der/oid.ts'
import {type KeyUsage, keyUsageNames} from './extension/basic-constraints.ts'
import {extendedKeyUsages} from './extension/extended-key-usage.ts'
import {EXTENSION, extensionName, type ShownExtension, shownExtension} from './extension/extension.ts'
import type {ExtensionValues} from './extension/extension-values.ts'
import type {Span} from './extension/key-identifier.ts'
import type {NameConstraints} from './extension/name-constraints.ts'
import {nodeCrypto} from './key/node-crypto.ts'
import type {PublicKey} from './key/public-key.ts'
import {type SignatureAlgorithm, signatureAlgorithm} from './key/signature-algorithm.ts'
import {type GeneralName, generalNames} from './name/general-name.ts'
import {Name, sameName} from './name/name.ts'

/**
 * An X.509 certificate (RFC 5280 §4). All of it was checked when it was made; what costs something to turn into text
 * is read when it is first asked for.
 */
export class Certificate {
  readonly der: Uint8Array
  readonly version: 1 | 2 | 3
  /** Milliseconds since 1970; the certificate is valid from then on, inclusive. */
  readonly notBefore: number
  /** Milliseconds since 1970; the certificate is valid until then, inclusive. */
  readonly notAfter: number
  readonly publicKey: PublicKey
  /** What the extensions say, as path validation needs it. */
  readonly values: ExtensionValues
  readonly #layout: CertificateLayout
  #issuer: Name | undefined
  #subject: Name | undefined
  #sans: readonly GeneralName[] | undefined
  #usages: readonly string[] | undefined
  #algorithm: SignatureAlgorithm | undefined
  #fingerprint: string | undefined

  constructor(der: Uint8Array, layout: CertificateLayout) {
    this.der = der
    this.version = layout.version
    this.notBefore = layout.notBefore
    this.notAfter = layout.notAfter
    this.publicKey = layout.publicKey
    this.values = layout.values
    this.#layout = layout
  }

  /** Lower-case hex without leading zeros (`00` for zero). */
  get serialNumber(): string {
    const {from, to} = this.#layout.serial
    return hex(this.der.subarray(to - from > 1 && this.der[from] === 0 ? from + 1 : from, to))
  }

  /** How many bytes the serial number takes, with the zero that keeps it positive. */
  get serialBytes(): number {
    const {from, to} = this.#layout.serial
    return to - from
  }

  get issuer(): Name {
    this.#issuer ??= new Name(this.#bytes(this.#layout.issuer))
    return this.#issuer
  }

  get subject(): Name {
    this.#subject ??= new Name(this.#bytes(this.#layout.subject))
    return this.#subject
  }

  get notBeforeDate(): Date {
    return new Date(this.notBefore)
  }

  get notAfterDate(): Date {
    return new Date(this.notAfter)
  }

  /** Every name of subjectAltName, of all nine kinds, in order. */
  get sans(): readonly GeneralName[] {
    const extension = this.values.subjectAltName
    this.#sans ??= extension === undefined ? [] : generalNames(this.#bytes(extension))
    return this.#sans
  }

  get isCa(): boolean {
    return this.values.isCa
  }

  /** Whether subject and issuer are the same bytes (RFC 5280 §6.1: self-issued). */
  get isSelfIssued(): boolean {
    return sameName(this.subject, this.issuer)
  }

  /** pathLenConstraint; undefined where there is none. */
  get pathLength(): number | undefined {
    return this.values.pathLength
  }

  /** The usages of keyUsage; undefined where the extension is absent. */
  get keyUsage(): readonly KeyUsage[] | undefined {
    return this.extension(EXTENSION.keyUsage) === undefined ? undefined : keyUsageNames(this.values.keyUsage)
  }

  /** Purposes of extKeyUsage, by name or OID; undefined where the extension is absent. */
  get extendedKeyUsage(): readonly string[] | undefined {
    const extension = this.values.extKeyUsage
    if (extension === undefined) return undefined
    this.#usages ??= extendedKeyUsages(this.#bytes(extension))
    return this.#usages
  }

  /** subjectKeyIdentifier in hex. */
  get ski(): string | undefined {
    return this.#hex(this.values.subjectKeyIdentifier)
  }

  /** keyIdentifier of authorityKeyIdentifier in hex. */
  get aki(): string | undefined {
    return this.#hex(this.values.authorityKeyIdentifier)
  }

  /** Whether its authorityKeyIdentifier is the subjectKeyIdentifier of another. */
  namesKeyOf(other: Certificate): boolean {
    const {authorityKeyIdentifier: wanted} = this.values
    const {subjectKeyIdentifier: found} = other.values
    return wanted !== undefined && found !== undefined && sameBytes(this.#bytes(wanted), other.#bytes(found))
  }

  get nameConstraints(): NameConstraints | undefined {
    return this.values.nameConstraints
  }

  /** Names or OIDs of critical extensions that nobody understands; such a certificate is never valid. */
  get unknownCriticalExtensions(): readonly string[] {
    return this.values.unhandledCritical.map(({oidFrom, oidTo}) => extensionName(oidText(this.der, oidFrom, oidTo)))
  }

  get extensions(): readonly ShownExtension[] {
    return this.#layout.extensions.map(extension => shownExtension(this.der, extension))
  }

  /** The extension with one of the ids of `EXTENSION`, or undefined. */
  extension(id: number): ShownExtension | undefined {
    const found = this.#layout.extensions.find(extension => extension.id === id)
    return found === undefined ? undefined : shownExtension(this.der, found)
  }

  get signatureAlgorithm(): SignatureAlgorithm {
    this.#algorithm ??= signatureAlgorithm(this.#bytes(this.#layout.algorithm))
    return this.#algorithm
  }

  /** What the issuer signed (tbsCertificate), DER. */
  get signedPart(): Uint8Array {
    return this.#bytes(this.#layout.signedPart)
  }

  get signature(): Uint8Array {
    return this.#bytes(this.#layout.signature)
  }

  /** `sha256:<hex>` of the whole certificate. */
  get fingerprint(): string {
    this.#fingerprint ??= `sha256:${nodeCrypto().hash('sha256', this.der, 'hex')}`
    return this.#fingerprint
  }

  #bytes({from, to}: Span): Uint8Array {
    return this.der.subarray(from, to)
  }

  #hex(span: Span | undefined): string | undefined {
    return span === undefined ? undefined : hex(this.#bytes(span))
  }
}

/** Parses one DER certificate with nothing behind it. Throws a `DerError`, and nothing else. */
export const parseCertificate = (der: Uint8Array): Certificate => new Certificate(der, readCertificateLayout(der))

/** `parseCertificate` for those who ask what is known: `unreadable` with the reason. */
export const readCertificate = (der: Uint8Array): Reading<Certificate> => {
  try {
    return known(parseCertificate(der))
  } catch (error) {
    if (error instanceof DerError) return unknown('unreadable', error.message)
    throw error
  }
}
