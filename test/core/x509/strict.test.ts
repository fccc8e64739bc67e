import {expect} from 'chai'
import {parseCertificate} from '../../../src/core/x509/certificate.ts'
import {type Role, STRICT_RULES, strictFindings, strictPathFindings} from '../../../src/core/x509/strict/strict.ts'
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

const pki = makePki()
const root = pki.ca('root', {serial: 77})

/** A leaf below the root that nobody can complain about, changed. */
const leaf = (spec: CertificateSpec = {}, name: Distinguished = 'web.shop') =>
  root.leaf(name, {dns: ['web.shop'], ...spec}).certificate

const ca = (spec: CertificateSpec = {}, name: Distinguished = 'ca') => root.ca(name, spec).certificate

const extension = (id: string, value: Buffer, critical = false): CertificateSpec => ({
  extensions: [{oid: id, value, critical}],
  without: [id],
})

const codes = (certificate: ReturnType<typeof leaf>, role: Role): readonly string[] =>
  strictFindings(certificate, role, role === 'anchor' ? undefined : root.certificate).map(({code}) => code)

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
const CASES: Readonly<Record<string, readonly [() => ReturnType<typeof leaf>, Role][]>> = {
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

describe('strict findings', () => {
  it('are none for certificates made by the book', () => {
    expect(codes(leaf(), 'leaf')).to.deep.equal([])
    expect(codes(leaf({dns: ['*.shop.example']}, 'shop.example'), 'leaf')).to.deep.equal([])
    expect(codes(leaf({ips: ['10.0.0.1']}, '10.0.0.1'), 'leaf')).to.deep.equal([])
    expect(codes(leaf({ips: ['10.0.0.1'], dns: []}, 'web.shop'), 'leaf')).to.deep.equal([])
    expect(codes(ca({pathLength: 0}), 'issuer')).to.deep.equal([])
    expect(codes(root.certificate, 'anchor')).to.deep.equal([])
    expect(codes(pki.ca('x', {serial: 0}).certificate, 'anchor')).to.deep.equal([])
    expect(codes(ca(extension('2.5.29.30', nameConstraints({dns: ['shop', '']}), true)), 'issuer')).to.deep.equal([])
    expect(codes(leaf({notAfter: '+20000d'}), 'leaf')).to.deep.equal([])
  })

  for (const {code} of STRICT_RULES) {
    it(`find ${code}`, () => {
      const cases = CASES[code] ?? []
      expect(cases.length).to.be.above(0)
      for (const [make, role] of cases) expect(codes(make(), role)).to.include(code)
    })
  }

  it('have stable codes, a section, and a detail that is safe to print', () => {
    const all = STRICT_RULES.map(({code}) => code)
    expect(new Set(all).size).to.equal(all.length)
    expect(Object.keys(CASES).sort()).to.deep.equal([...all].sort())
    for (const {code, section} of STRICT_RULES) {
      expect(code).to.match(/^[a-z]+(-[a-z]+)+$/)
      expect(section).to.match(/^(RFC 5280 (§\d+(\.\d+)*|Appendix A\.1)|CABF BR \d+(\.\d+)*|X\.690 §\d+\.\d+)$/)
    }
    for (const cases of Object.values(CASES)) {
      for (const [make, role] of cases) {
        for (const {detail} of strictFindings(make(), role)) {
          expect(detail).not.to.match(/[\u0000-\u001f\u007f]|\.$/)
          expect(detail).to.match(/^[a-z]/)
        }
      }
    }
  })

  it('go along a path, each certificate in its role', () => {
    const issuing = root.ca('issuing', {without: ['2.5.29.14']})
    const end = issuing.leaf('end', {usages: []})
    const path = [end.certificate, issuing.certificate, root.certificate]
    expect(strictPathFindings(path).map(({code, at}) => `${at} ${code}`)).to.deep.equal([
      '0 extended-key-usage-missing',
      '0 subject-alt-name-missing',
      '1 subject-key-identifier-missing',
    ])
    const [own] = strictPathFindings([root.certificate])
    expect(own?.code).to.equal('ca-as-leaf')
  })
})
