import {known, type Unknown, unknown} from '../../core/knowing.ts'
import {at, type JsonObject, list, number, type Path, record, text, texts} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import type {GeneralName} from '../../core/x509/name/general-name.ts'
import {ipText, parseIp} from '../../core/x509/name/ip.ts'
import type {Certificate} from './certificates.ts'
import {type IssuedCertificate, issuedCertificates} from './issued-certificates.ts'

/** Something that a Certificate asks for, and where it does. */
export interface Asked {
  readonly path: Path
  /** `O=Shop`, `usage client auth`, `isCA`. */
  readonly what: string
}

/** What a Certificate asks for against what it was given. */
export interface AskedFor {
  readonly certificate: Certificate
  readonly issued: IssuedCertificate
  /** SANs that it asks for and has not got. */
  readonly missing: readonly Asked[]
  /** SANs that it has and does not ask for, from an issuer that gives what it is asked for and no more. */
  readonly extra: readonly string[]
  /** What else it asks for and has not got. */
  readonly dropped: readonly Asked[]
  /** Why nothing can be said yet: cert-manager has not seen the Certificate as it is now. */
  readonly unsure?: Unknown
  /** The request is still there, with which cert-manager compares the Certificate: so it asked for the same. */
  readonly isSameRequest: boolean
}

/** Of every Certificate with a certificate, but for temporary ones. */
export const askedFor: Fact<readonly AskedFor[]> = {
  name: 'what Certificates ask for',
  of: issuedCertificates.of,
  reads: issuedCertificates.reads,
  derive: view => {
    const all = view.fact(issuedCertificates)
    if (!all.known) return all
    return known(
      all.value.flatMap(issued => {
        const {certificate, leaf} = issued
        return certificate === undefined || isTemporary(leaf) ? [] : [compare(certificate, issued)]
      }),
    )
  },
}

/** Who signs what cert-manager stores until the issuer has answered (pkg/util/pki/temporarycertificate.go). */
const TEMPORARY = 'cert-manager.local'

/** The names of issuers are not taken apart for it: there are as many as certificates. */
const isTemporary = ({issuer}: X509): boolean => issuer.key.includes(TEMPORARY) && issuer.commonName === TEMPORARY

const compare = (certificate: Certificate, issued: IssuedCertificate): AskedFor => {
  const {leaf, issuer, request} = issued
  const asked = askedNames(certificate)
  const given = new Set(leaf.sans.map(nameKey))
  const isFaithful = issuer?.type === 'ca' || issuer?.type === 'selfSigned'
  return {
    certificate,
    issued,
    missing: asked.filter(({what}) => !given.has(what)),
    extra: isFaithful ? unasked(given, asked) : [],
    dropped: [
      ...droppedSubject(certificate, leaf, issuer?.type === 'acme'),
      ...droppedUsages(certificate, leaf),
      ...droppedOtherNames(certificate, leaf),
      ...(certificate.isCa && !leaf.isCa ? [{path: ['spec', 'isCA'], what: 'isCA'}] : []),
    ],
    ...(!isSeen(certificate) && {unsure: UNSEEN.because}),
    isSameRequest: request !== undefined,
  }
}

const unasked = (given: ReadonlySet<string>, asked: readonly Asked[]): readonly string[] => {
  const wanted = new Set(asked.map(({what}) => what))
  return [...given].filter(name => !wanted.has(name))
}

const UNSEEN = unknown('undeclared', 'cert-manager has not looked at the latest change of the Certificate yet')

const isSeen = ({object: {body}}: Certificate): boolean => {
  const ready = list(body, 'status', 'conditions').find(each => text(each, 'type') === 'Ready')
  const seen = number(ready, 'observedGeneration')
  const now = number(body, 'metadata', 'generation')
  return seen === undefined || now === undefined || seen >= now
}

const PREFIXES: Readonly<Partial<Record<GeneralName['kind'], string>>> = {
  dNSName: 'DNS',
  iPAddress: 'IP',
  uniformResourceIdentifier: 'URI',
  rfc822Name: 'email',
}

const nameKey = ({kind, value, bytes}: GeneralName): string => {
  const prefix = PREFIXES[kind] ?? kind
  if (kind === 'dNSName') return `${prefix}:${value.toLowerCase()}`
  if (kind === 'iPAddress') return `${prefix}:${addressText(bytes)}`
  return `${prefix}:${value}`
}

/** An IPv4 address that is written in IPv6 counts as itself. */
const addressText = (bytes: Uint8Array): string => ipText(parseIp(ipText(bytes)) ?? bytes)

/** The SANs of the spec, but for otherNames. */
const askedNames = ({object: {body}}: Certificate): readonly Asked[] => {
  const asked: Asked[] = []
  for (const {path, write} of NAMES) {
    for (const value of texts(body, ...path)) asked.push({path, what: write(value)})
  }
  return asked
}

const NAMES: readonly {path: Path; write(value: string): string}[] = [
  {path: ['spec', 'dnsNames'], write: value => `DNS:${value.toLowerCase()}`},
  {path: ['spec', 'ipAddresses'], write: value => `IP:${ipText(parseIp(value) ?? Buffer.from(value))}`},
  {path: ['spec', 'uris'], write: value => `URI:${value}`},
  {path: ['spec', 'emailAddresses'], write: value => `email:${value}`},
]

/** Fields of `spec.subject`, with the attribute that each becomes. */
const SUBJECT: readonly (readonly [string, string])[] = [
  ['organizations', 'O'],
  ['organizationalUnits', 'OU'],
  ['countries', 'C'],
  ['localities', 'L'],
  ['provinces', 'ST'],
  ['streetAddresses', 'STREET'],
  ['postalCodes', 'POSTALCODE'],
  ['serialNumber', 'SERIALNUMBER'],
]

const droppedSubject = ({object: {body}}: Certificate, leaf: X509, isAcme: boolean): readonly Asked[] => {
  const asked = at(body, 'spec', 'subject') === undefined ? [] : subjectAttributes(record(body, 'spec', 'subject'))
  const commonName = text(body, 'spec', 'commonName') ?? ''
  const own = {path: ['spec', 'commonName'], name: 'CN', value: commonName}
  return [...asked, ...(commonName === '' || isAcme ? [] : [own]), ...literalAttributes(body)]
    .filter(({name, value}) => {
      const given = leaf.subject.values(name)
      return value === undefined ? given.length === 0 : !given.includes(value)
    })
    .map(({path, name, value}) => ({path, what: value === undefined ? name : `${name}=${value}`}))
}

const subjectAttributes = (subject: JsonObject) =>
  SUBJECT.flatMap(([field, name]) =>
    valuesOf(subject, field).map(value => ({path: ['spec', 'subject', field], name, value})),
  )

const valuesOf = (subject: JsonObject, field: string): readonly string[] => {
  const single = text(subject, field)
  return single === undefined || single === '' ? texts(subject, field) : [single]
}

/** By their type: how a CA encodes their value is its own business. */
const droppedOtherNames = ({object: {body}}: Certificate, leaf: X509): readonly Asked[] =>
  list(body, 'spec', 'otherNames')
    .map(each => text(each, 'oid') ?? '')
    .filter(oid => !leaf.sans.some(({kind, type}) => kind === 'otherName' && type === oid))
    .map(oid => ({path: ['spec', 'otherNames'], what: `otherName ${oid}`}))

/** The types of attributes in `spec.literalSubject`; how their values are written is not compared. */
const literalAttributes = (body: JsonObject) => {
  const subject = text(body, 'spec', 'literalSubject')
  if (subject === undefined) return []
  return [...subject.matchAll(/(?:^|[,+])\s*([A-Za-z]+)=/g)].flatMap(([, name = '']) =>
    SUBJECT.some(([, known]) => known === name) || name === 'CN' || name === 'DC'
      ? [{path: ['spec', 'literalSubject'], name, value: undefined}]
      : [],
  )
}

/** The extended usages of cert-manager's API (pkg/apis/certmanager/v1/types.go), as `KEY_PURPOSES` names them. */
const USAGES: Readonly<Record<string, string>> = {
  'server auth': 'serverAuth',
  'client auth': 'clientAuth',
  'code signing': 'codeSigning',
  'email protection': 'emailProtection',
  's/mime': 'emailProtection',
  timestamping: 'timeStamping',
  'ocsp signing': 'OCSPSigning',
}

/** A certificate without extended usages is good for all of them. */
const droppedUsages = ({object: {body}}: Certificate, leaf: X509): readonly Asked[] => {
  const given = leaf.extendedKeyUsage
  if (given === undefined || given.includes('any')) return []
  return texts(body, 'spec', 'usages')
    .filter(usage => USAGES[usage] !== undefined && !given.includes(USAGES[usage]))
    .map(usage => ({path: ['spec', 'usages'], what: `usage ${usage}`}))
}
