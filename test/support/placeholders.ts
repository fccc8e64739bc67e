import {nameConstraints} from '../fixtures/extensions.ts'
import {makeCsr} from '../fixtures/make-csr.ts'
import {
  type CertificateSpec,
  type Distinguished,
  type Issued,
  makePki,
  type Pki,
  someValue,
} from '../fixtures/make-pki.ts'

/** The moment at which examples and cases play, unless they say otherwise. */
export const SCENE_NOW = new Date('2026-11-22T12:00:00Z')

const PLACEHOLDER = /\{\{(\w+)((?:\s+[^\s{}]+)*)\}\}/g

/**
 * Fills the placeholders of an example:
 * `{{now -10m}}` a time, `{{cert web signedBy=ca san=a.corp,b.corp notAfter=-1d}}` PEM, `{{chain web}}` PEM with its
 * intermediates, `{{bundle web,ca}}` several one after the other, `{{key web}}` its private key, `{{encryptedKey web}}` the same under a password, `{{base64 cert web}}` any of
 * them in base64, `{{keyOf web}}` the hash of its public key, `{{csr n1 ip=10.0.0.1}}` what a kubelet of node `n1` asks for.
 * A certificate is defined by the attributes of all placeholders that name it: `ca` (is a CA), `signedBy`, `san`, `ip`, `cn`,
 * `key`, `sameKey` (as another one), `notBefore`, `notAfter`, `usages`, `keyUsage`, `o`, `ou`, `digest`, `without` (OIDs of extensions),
 * `timestamps` (as if it was logged), `pathLength`, `only` (the DNS names that a CA may sign for), `version=1`.
 * Without `signedBy` it signs itself. Texts of another `seed` have other keys. PEM is escaped for a double-quoted scalar.
 */
export const fillPlaceholders = (yaml: string, now: Date = SCENE_NOW, seed = 'pki'): string => {
  const certificates = certificatesOf(yaml, makePki({now, seed}))
  return yaml.replace(PLACEHOLDER, (whole, verb: string, rest: string) => {
    const words = rest.trim().split(/\s+/)
    return verb === 'base64'
      ? Buffer.from(filled(words[0] ?? '', words.slice(1), {certificates, now}, whole)).toString('base64')
      : JSON.stringify(filled(verb, words, {certificates, now}, whole)).slice(1, -1)
  })
}

interface Values {
  readonly certificates: (name: string) => Issued
  readonly now: Date
}

const filled = (verb: string, [name = '', ...pairs]: readonly string[], values: Values, whole: string): string => {
  const {certificates, now} = values
  switch (verb) {
    case 'now':
      return instant(now, name)
    case 'cert':
      return certificates(name).pem
    case 'chain':
      return certificates(name).chainPem
    case 'bundle':
      return name
        .split(',')
        .map(each => certificates(each).pem)
        .join('')
    case 'key':
      return certificates(name).keyPem
    case 'keyOf':
      return certificates(name).certificate.publicKey.hash
    case 'encryptedKey':
      return encrypted(certificates(name))
    case 'csr':
      return kubeletRequest(name, new Map(pairs.map(splitPair)))
    default:
      throw new Error(`no such placeholder: ${whole}`)
  }
}

const encrypted = ({key}: Issued): string =>
  key.privateKey.export({type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'for tests'}).toString()

/** A request as a kubelet makes it, but for the attributes `cn`, `o`, `san`, `ip` and `email`. */
const kubeletRequest = (node: string, given: ReadonlyMap<string, string>): string =>
  makeCsr(
    {O: given.get('o') ?? 'system:nodes', CN: given.get('cn') ?? `system:node:${node}`},
    {
      dns: given.get('san')?.split(',') ?? [node],
      ips: given.get('ip')?.split(',') ?? [],
      emails: given.get('email')?.split(',') ?? [],
    },
  ).pem

const UNITS: Readonly<Record<string, number>> = {s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7}

const instant = (now: Date, offset: string): string => {
  const [, amount = '0', unit = 's'] = /^([+-]?\d+)([smhd])$/.exec(offset) ?? []
  return new Date(now.getTime() + Number(amount) * (UNITS[unit] ?? 0)).toISOString().replace('.000Z', 'Z')
}

/** Makes each named certificate when it is first asked for, its issuer before it. */
const certificatesOf = (yaml: string, pki: Pki): ((name: string) => Issued) => {
  const attributes = new Map<string, Map<string, string>>()
  for (const [, verb = '', rest = ''] of yaml.matchAll(PLACEHOLDER)) {
    const words = rest.trim().split(/\s+/)
    const [name = '', ...pairs] = verb === 'base64' ? words.slice(1) : words
    if (verb === 'now') continue
    const known = attributes.get(name) ?? new Map<string, string>()
    for (const pair of pairs) known.set(...splitPair(pair))
    attributes.set(name, known)
  }
  const made = new Map<string, Issued>()
  const make = (name: string): Issued => {
    const before = made.get(name)
    if (before !== undefined) return before
    const given = attributes.get(name) ?? new Map<string, string>()
    const issuer = given.get('signedBy')
    const signer = issuer === undefined ? undefined : make(issuer)
    const other = given.get('sameKey')
    const key = other === undefined ? given.get('key') : make(other).key
    const fresh = issue(pki, signer, nameOf(name, given), new Map<string, unknown>([...given, ['key', key]]))
    made.set(name, fresh)
    return fresh
  }
  return make
}

const splitPair = (pair: string): [string, string] => {
  const equals = pair.indexOf('=')
  return equals === -1 ? [pair, 'true'] : [pair.slice(0, equals), pair.slice(equals + 1)]
}

/** What makes a certificate look as if a public CA had logged it (RFC 6962 §3.3). */
const TIMESTAMPS = {oid: '1.3.6.1.4.1.11129.2.4.2', value: someValue()}

const extensionsOf = (given: ReadonlyMap<string, unknown>) => {
  if (given.get('timestamps') === 'true') return [TIMESTAMPS]
  const only = given.get('only')
  const dns = typeof only === 'string' ? only.split(',') : []
  return dns.length === 0 ? undefined : [{oid: '2.5.29.30', critical: true, value: nameConstraints({dns})}]
}

/** `cn=` leaves the common name out. */
const nameOf = (name: string, given: ReadonlyMap<string, string>): Distinguished => {
  const cn = given.get('cn') ?? name
  const others = {O: given.get('o')?.split(','), OU: given.get('ou')?.split(',')}
  return Object.fromEntries(
    Object.entries({...others, CN: cn === '' ? undefined : cn}).filter(([, value]) => value !== undefined),
  ) as Distinguished
}

const issue = (
  pki: Pki,
  signer: Issued | undefined,
  name: Distinguished,
  given: ReadonlyMap<string, unknown>,
): Issued => {
  const listed = (attribute: string) =>
    given
      .get(attribute)
      ?.toString()
      .split(',')
      .filter(part => part !== '')
  const spec = Object.fromEntries(
    Object.entries({
      dns: listed('san'),
      ips: listed('ip'),
      uris: listed('uri'),
      emails: listed('email'),
      usages: listed('usages'),
      keyUsage: listed('keyUsage'),
      digest: given.get('digest'),
      without: listed('without'),
      version: given.get('version') === '1' ? 1 : undefined,
      extensions: extensionsOf(given),
      pathLength: given.has('pathLength') ? Number(given.get('pathLength')) : undefined,
      key: given.get('key'),
      notBefore: given.get('notBefore'),
      notAfter: given.get('notAfter'),
    }).filter(([, value]) => value !== undefined),
  ) as CertificateSpec
  const isCa = given.get('ca') === 'true'
  if (signer === undefined) return isCa ? pki.ca(name, spec) : pki.selfSigned(name, spec)
  return isCa ? signer.ca(name, spec) : signer.leaf(name, spec)
}
