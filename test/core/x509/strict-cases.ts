import {parseCertificate} from '../../../src/core/x509/certificate.ts'
import type {Role} from '../../../src/core/x509/strict/strict.ts'
import {
  bitString,
  boolean,
  element,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
  tagged,
  taggedBytes,
} from '../../fixtures/der-writer.ts'
import {algorithmIdentifier, authorityKeyIdentifier, makeKey, signWith} from '../../fixtures/keys.ts'
import {
  basicConstraints,
  type CertificateSpec,
  type Distinguished,
  keyUsage,
  makePki,
  nameConstraints,
} from '../../fixtures/make-pki.ts'

export const pki = makePki()
export const root = pki.ca('root', {serial: 77})

/** A leaf below the root that nobody can complain about, changed. */
export const leaf = (spec: CertificateSpec = {}, name: Distinguished = 'web.shop') =>
  root.leaf(name, {dns: ['web.shop'], ...spec}).certificate

export const ca = (spec: CertificateSpec = {}, name: Distinguished = 'ca') => root.ca(name, spec).certificate

export const extension = (id: string, value: Buffer, critical = false): CertificateSpec => ({
  extensions: [{oid: id, value, critical}],
  without: [id],
})

/** A certificate below the root with another signed part, made by hand. */
const built = (...parts: Buffer[]) => {
  const algorithm = algorithmIdentifier('P-256', 'sha256', false)
  const tbs = sequence(...parts)
  return parseCertificate(sequence(tbs, algorithm, bitString(signWith(root.key, tbs, 'sha256', false))))
}

const NAME = sequence(set(sequence(oid('2.5.4.3'), element(0x0c, Buffer.from('web.shop')))))
const spki = makeKey('P-256', 'strict').spki
const algorithm = algorithmIdentifier('P-256', 'sha256', false)
const utc = (text: string) => element(0x17, Buffer.from(text))
const validity = sequence(utc('260101000000Z'), utc('270101000000Z'))

/** Every rule by its code: certificates that break it, and in which role. */
export const CASES: Readonly<Record<string, readonly [() => ReturnType<typeof leaf>, Role][]>> = {
  'validity-reversed': [[() => leaf({notBefore: '+1d', notAfter: '-1d'}), 'leaf']],
  'time-encoding': [
    [() => built(integer(1), algorithm, NAME, sequence(utc('2601010000Z'), utc('270101000000Z')), NAME, spki), 'leaf'],
    [
      () => built(integer(1), algorithm, NAME, sequence(utc('260101000000+0100'), utc('270101000000Z')), NAME, spki),
      'leaf',
    ],
    [
      () =>
        built(
          integer(1),
          algorithm,
          NAME,
          sequence(utc('260101000000Z'), element(0x18, Buffer.from('20270101000000Z'))),
          NAME,
          spki,
        ),
      'leaf',
    ],
  ],
  'unique-identifier': [
    [
      () =>
        built(
          tagged(0, integer(1)),
          integer(1),
          algorithm,
          NAME,
          validity,
          NAME,
          spki,
          taggedBytes(1, Buffer.from([0, 1])),
        ),
      'leaf',
    ],
  ],
  'version-without-extensions': [[() => leaf({version: 1}), 'leaf']],
  'default-encoded': [
    [() => built(tagged(0, integer(0)), integer(1), algorithm, NAME, validity, NAME, spki), 'leaf'],
    [
      () =>
        built(
          tagged(0, integer(2)),
          integer(1),
          algorithm,
          NAME,
          validity,
          NAME,
          spki,
          tagged(3, sequence(sequence(oid('1.2.3'), boolean(false), octets(nothing())))),
        ),
      'leaf',
    ],
  ],
  'serial-zero': [
    [() => leaf({serial: 0}), 'leaf'],
    [() => ca({serial: 0}), 'issuer'],
  ],
  'serial-too-long': [
    [() => leaf({serial: Buffer.alloc(21, 1)}), 'leaf'],
    [() => leaf({serial: Buffer.alloc(20, 0x80)}), 'leaf'],
  ],
  'issuer-empty': [[() => leaf({issuerName: {}}), 'leaf']],
  'ca-subject-empty': [
    [() => ca({}, {}), 'issuer'],
    [() => pki.ca({}).certificate, 'anchor'],
  ],
  'country-invalid': [[() => leaf({}, {C: 'Germany', CN: 'web.shop'}), 'leaf']],
  'legacy-string-type': [
    [() => leaf({}, sequence(set(sequence(oid('2.5.4.10'), element(0x14, Buffer.from('x')))))), 'leaf'],
  ],
  'rsa-key-too-short': [[() => leaf({key: 'RSA-1024'}), 'leaf']],
  'rsa-key-odd-size': [[() => leaf({key: {...makeKey('P-256', 'odd'), spki: rsaSpki(2052)}}), 'leaf']],
  'key-kind-not-for-tls': [
    [
      () =>
        leaf({
          key: {...makeKey('P-256', 'odd'), spki: sequence(sequence(oid('1.3.101.110')), bitString(Buffer.alloc(32)))},
        }),
      'leaf',
    ],
    [
      () =>
        leaf({key: {...makeKey('P-256', 'odd'), spki: sequence(sequence(oid('1.2.3')), bitString(Buffer.alloc(1)))}}),
      'leaf',
    ],
  ],
  'signature-broken': [[() => leaf({digest: 'sha1'}), 'leaf']],
  'authority-key-identifier-missing': [
    [() => leaf({without: ['2.5.29.35']}), 'leaf'],
    [() => ca({without: ['2.5.29.35']}), 'anchor'],
  ],
  'authority-key-identifier-without-key': [[() => leaf(extension('2.5.29.35', sequence())), 'leaf']],
  'authority-key-identifier-names-certificate': [
    [
      () =>
        leaf(
          extension(
            '2.5.29.35',
            sequence(authorityKeyIdentifier(root.key).subarray(2), taggedBytes(2, Buffer.from([77]))),
          ),
        ),
      'leaf',
    ],
  ],
  'authority-key-identifier-differs': [
    [() => leaf(extension('2.5.29.35', sequence(taggedBytes(0, Buffer.from('x'))))), 'leaf'],
    [() => pki.ca('self', extension('2.5.29.35', sequence(taggedBytes(0, Buffer.from('x'))))).certificate, 'anchor'],
  ],
  'subject-key-identifier-missing': [[() => ca({without: ['2.5.29.14']}), 'issuer']],
  'basic-constraints-not-critical': [[() => ca(extension('2.5.29.19', basicConstraints(true))), 'issuer']],
  'path-length-without-ca': [[() => leaf({pathLength: 1}), 'leaf']],
  'ca-as-leaf': [[() => ca(), 'leaf']],
  'key-usage-empty': [[() => leaf(extension('2.5.29.15', keyUsage([]))), 'leaf']],
  'ca-without-key-cert-sign': [
    [() => ca({keyUsage: ['cRLSign']}), 'issuer'],
    [() => ca(extension('2.5.29.15', keyUsage([]))), 'anchor'],
  ],
  'key-cert-sign-without-ca': [[() => leaf({keyUsage: ['keyCertSign']}), 'leaf']],
  'ca-without-key-usage': [[() => ca({keyUsage: []}), 'issuer']],
  'extended-key-usage-empty': [[() => leaf(extension('2.5.29.37', sequence())), 'leaf']],
  'extended-key-usage-missing': [[() => leaf({usages: []}), 'leaf']],
  'extended-key-usage-any': [[() => leaf({usages: ['serverAuth', 'any']}), 'leaf']],
  'extended-key-usage-critical': [
    [() => leaf(extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')), true)), 'leaf'],
  ],
  'anchor-with-extended-key-usage': [[() => pki.ca('self', {usages: ['serverAuth']}).certificate, 'anchor']],
  'subject-alt-name-empty': [[() => leaf(extension('2.5.29.17', sequence())), 'leaf']],
  'subject-alt-name-missing': [[() => leaf({dns: []}), 'leaf']],
  'subject-alt-name-not-critical': [[() => leaf({}, {}), 'leaf']],
  'subject-alt-name-critical': [
    [() => leaf(extension('2.5.29.17', sequence(taggedBytes(2, Buffer.from('web.shop'))), true)), 'leaf'],
  ],
  'dns-name-is-address': [[() => leaf({dns: ['web.shop', '10.0.0.1']}), 'leaf']],
  'dns-name-invalid': ['a_b.shop', 'web.shop.', '*', 'a.*.shop', '-a.shop', '', `${'a'.repeat(64)}.shop`].map(
    name => [() => leaf({dns: ['web.shop', name]}), 'leaf'] as [() => ReturnType<typeof leaf>, Role],
  ),
  'name-with-control-character': [
    [() => leaf({dns: ['web.shop', 'web.shop\0.evil']}), 'leaf'],
    [() => leaf({upns: ['a\nb']}), 'leaf'],
  ],
  'common-name-not-in-subject-alt-name': [
    [() => leaf({}, 'other.shop'), 'leaf'],
    [() => leaf({}, 'WEB.shop'), 'leaf'],
    [() => leaf({ips: ['10.0.0.1']}, '10.0.0.01'), 'leaf'],
    [() => leaf({ips: ['2001:db8::1']}, '2001:DB8::1'), 'leaf'],
  ],
  'name-constraints-not-critical': [[() => ca(extension('2.5.29.30', nameConstraints({dns: ['shop']}))), 'issuer']],
  'name-constraints-without-ca': [[() => leaf(extension('2.5.29.30', nameConstraints({dns: ['shop']}), true)), 'leaf']],
  'name-constraint-invalid-domain': [
    [() => ca(extension('2.5.29.30', nameConstraints({dns: ['.shop']}), true)), 'issuer'],
    [() => ca(extension('2.5.29.30', nameConstraints({}, {dns: ['*.shop']}), true)), 'issuer'],
  ],
  'name-constraint-with-distance': [
    [
      () =>
        ca(
          extension(
            '2.5.29.30',
            sequence(tagged(0, sequence(taggedBytes(2, Buffer.from('shop')), taggedBytes(0, Buffer.from([1]))))),
            true,
          ),
        ),
      'issuer',
    ],
  ],
  'policy-constraints-not-critical': [
    [() => ca(extension('2.5.29.36', sequence(taggedBytes(0, Buffer.from([0]))))), 'issuer'],
  ],
  'inhibit-any-policy-not-critical': [[() => ca(extension('2.5.29.54', integer(0))), 'issuer']],
}

/** A SubjectPublicKeyInfo with a modulus of so many bits. */
const rsaSpki = (bits: number): Buffer =>
  sequence(
    sequence(oid('1.2.840.113549.1.1.1'), nothing()),
    bitString(sequence(integer(2n ** BigInt(bits - 1) + 1n), integer(65_537))),
  )
