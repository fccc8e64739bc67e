import {expect} from 'chai'
import {BudgetError, DomainSet, MailSet} from '../../../../src/core/x509/path/constraint-set.ts'
import {findPaths} from '../../../../src/core/x509/path/path.ts'
import {type Profile, RFC5280} from '../../../../src/core/x509/path/profile.ts'
import {integer, oid, sequence, taggedBytes} from '../../../fixtures/der-writer.ts'
import {
  type CertificateSpec,
  type FixtureExtension,
  type FixtureNames,
  makeKey,
  makePki,
  nameConstraints,
  nameDer,
} from '../../../fixtures/make-pki.ts'

const pki = makePki()

const constraint = (permitted: FixtureNames, excluded: FixtureNames = {}, critical = true): CertificateSpec => ({
  extensions: [{oid: '2.5.29.30', critical, value: nameConstraints(permitted, excluded)}],
})

/** The reason why a leaf with these names below a constrained root is refused, or `valid`. */
const judge = (root: CertificateSpec, leaf: CertificateSpec, profile?: Profile) => {
  const anchor = pki.ca('anchor', root)
  const end = anchor.leaf('end', leaf)
  const options = {
    intermediates: [],
    roots: [anchor.certificate],
    now: pki.now,
    ...(profile === undefined ? {} : {profile}),
  }
  const {valid, rejected} = findPaths(end.certificate, options)
  return valid ? 'valid' : `${rejected[0]?.reason.code}: ${rejected[0]?.reason.detail}`
}

const dns = (...names: string[]) => ({dns: names})

describe('name constraints', () => {
  it('permit what is at or below a domain', () => {
    const only = constraint(dns('example.com'))
    for (const name of ['example.com', 'a.example.com', 'A.EXAMPLE.COM', '*.example.com'])
      expect(judge(only, dns(name)), name).to.equal('valid')
    for (const name of ['example.org', 'xexample.com', 'com', '*.com']) {
      expect(judge(only, dns(name)), name).to.equal(
        `name-constraints: has the DNS name ${name}, which is outside of the name constraints of CN=anchor`,
      )
    }
    expect(judge(constraint(dns('.example.com')), dns('example.com'))).to.match(/^name-constraints/)
    expect(judge(constraint(dns('.example.com')), dns('a.example.com'))).to.equal('valid')
    expect(judge(constraint(dns('')), dns('anything'))).to.equal('valid')
  })

  it('exclude, also what a wildcard could stand for', () => {
    const without = constraint({}, dns('secret.example.com'))
    expect(judge(without, dns('example.com'))).to.equal('valid')
    expect(judge(without, dns('a.secret.example.com'))).to.match(/excluded by the name constraints of CN=anchor$/)
    expect(judge(without, dns('*.example.com'))).to.match(/^name-constraints/)
    expect(judge(without, dns('*.a.example.com'))).to.equal('valid')
    expect(judge(constraint(dns('secret.example.com')), dns('*.example.com'))).to.match(/^name-constraints/)
  })

  it('leave names of other kinds alone, and bind every name of their kind', () => {
    expect(judge(constraint(dns('example.com')), {ips: ['10.0.0.1']})).to.equal('valid')
    expect(judge(constraint(dns('example.com')), dns('example.com', 'example.org'))).to.match(/^name-constraints/)
    expect(judge(constraint(dns('example.com')), {})).to.equal('valid')
  })

  it('compare addresses', () => {
    const only = constraint({ips: ['10.0.0.0/8', 'fd00::/8']})
    expect(judge(only, {ips: ['10.1.2.3', 'fd12::1']})).to.equal('valid')
    expect(judge(only, {ips: ['11.0.0.1']})).to.equal(
      'name-constraints: has the IP address 11.0.0.1, which is outside of the name constraints of CN=anchor',
    )
    expect(judge(constraint({}, {ips: ['0.0.0.0/0']}), {ips: ['1.2.3.4']})).to.match(/^name-constraints/)
    expect(judge(constraint({}, {ips: ['0.0.0.0/0']}), {ips: ['::1']})).to.equal('valid')
  })

  it('compare mail addresses', () => {
    const only = constraint({emails: ['a@Example.com', '.mail.example.com', 'host.example.com']})
    for (const mail of ['a@example.COM', 'x@a.mail.example.com', 'y@host.example.com'])
      expect(judge(only, {emails: [mail]}), mail).to.equal('valid')
    for (const mail of ['A@example.com', 'b@example.com', 'x@mail.example.com']) {
      expect(judge(only, {emails: [mail]}), mail).to.match(/^name-constraints/)
    }
    expect(judge(only, {emails: ['nobody']})).to.equal('name-constraints: has a mail address that is none: nobody')
    expect(judge(only, {emails: ['x@sub.host.example.com']})).to.equal('valid')
    expect(judge(only, {emails: ['x@sub.host.example.com']}, RFC5280)).to.match(/^name-constraints/)
  })

  it('compare the hosts of URIs, which must be domains', () => {
    const only = constraint({uris: ['example.com', '.sub.example.com']})
    for (const uri of ['spiffe://example.com/x', 'https://a.sub.example.com:8443/'])
      expect(judge(only, {uris: [uri]}), uri).to.equal('valid')
    for (const uri of ['https://example.org/', 'urn:x', 'https://[::1]/', 'https://1.2.3.4/', 'https://[::1]:80/']) {
      expect(judge(only, {uris: [uri]}), uri).to.match(/^name-constraints/)
    }
    expect(judge(only, {uris: ['https://a.example.com/']})).to.equal('valid')
    expect(judge(only, {uris: ['https://a.example.com/']}, RFC5280)).to.match(/^name-constraints/)
  })

  it('refuse a name that is none, whatever is constrained', () => {
    expect(judge(constraint({ips: ['10.0.0.0/8']}), dns('a..b'))).to.equal(
      'name-constraints: has a DNS name that is no name: a..b',
    )
    expect(judge({}, dns('a..b'))).to.equal('valid')
  })

  it('of every CA of the path count, and bind the names of CAs, too', () => {
    const anchor = pki.ca('anchor', constraint(dns('example.com')))
    const narrow = anchor.ca('narrow', constraint(dns('a.example.com')))
    const named = anchor.ca('named', dns('example.org'))
    const verdict = (end: typeof anchor, between: typeof anchor, profile?: Profile) => {
      const {valid, rejected} = findPaths(end.certificate, {
        intermediates: [between.certificate],
        roots: [anchor.certificate],
        now: pki.now,
        ...(profile === undefined ? {} : {profile}),
      })
      return valid ? 'valid' : rejected[0]?.at
    }
    expect(verdict(narrow.leaf('x', dns('a.example.com')), narrow)).to.equal('valid')
    expect(verdict(narrow.leaf('x', dns('b.example.com')), narrow)).to.equal(0)
    expect(verdict(named.leaf('x', dns('example.com')), named)).to.equal(1)
    const rollover = anchor.ca('anchor', {...dns('example.org'), key: makeKey('P-256', 'next')})
    expect(verdict(rollover.leaf('x', dns('example.com')), rollover)).to.equal(1)
    expect(verdict(rollover.leaf('x', dns('example.com')), rollover, RFC5280)).to.equal('valid')
  })

  it('on directory names are refused by Go where critical, and compared by RFC 5280', () => {
    const corp = {directories: [nameDer({O: 'Corp'})]}
    const judgeName = (
      subject: Parameters<typeof nameDer>[0],
      leaf: CertificateSpec,
      root: CertificateSpec,
      profile?: Profile,
    ) => {
      const anchor = pki.ca('anchor', root)
      const end = anchor.leaf(subject, leaf)
      return findPaths(end.certificate, {
        intermediates: [],
        roots: [anchor.certificate],
        now: pki.now,
        ...(profile ? {profile} : {}),
      }).valid
    }
    expect(judgeName({O: 'corp', CN: 'x'}, {}, constraint(corp))).to.equal(false)
    expect(judgeName({O: 'corp', CN: 'x'}, {}, constraint(corp, {}, false))).to.equal(true)
    expect(judgeName({O: 'corp', CN: 'x'}, {}, constraint(corp), RFC5280)).to.equal(true)
    expect(judgeName({O: 'other'}, {}, constraint(corp), RFC5280)).to.equal(false)
    expect(judgeName({O: 'corp'}, {directories: [nameDer('y')]}, constraint(corp), RFC5280)).to.equal(false)
    expect(judgeName({O: 'corp', CN: 'x'}, {}, constraint({}, corp), RFC5280)).to.equal(false)
    expect(judgeName({}, {}, constraint(corp), RFC5280)).to.equal(true)
    expect(judgeName('x', {upns: ['a']}, constraint({}, {upns: ['b']}), RFC5280)).to.equal(false)
    expect(judgeName('x', {}, constraint({}, {upns: ['b']}), RFC5280)).to.equal(true)
    expect(judgeName({emailAddress: 'a@example.org'}, {}, constraint({emails: ['example.com']}), RFC5280)).to.equal(
      false,
    )
    expect(judgeName({emailAddress: 'a@example.org'}, {}, constraint({emails: ['example.com']}))).to.equal(true)
  })

  it('stay linear, and end where they would not', () => {
    const many = Array.from({length: 600}, (_, i) => `n${i}.test`)
    const start = performance.now()
    expect(judge(constraint(dns(...many)), dns(...many))).to.equal('valid')
    expect(performance.now() - start).to.be.below(1000)
    expect(judge(constraint(dns(...many)), dns(...many), RFC5280)).to.match(/^budget/)
    expect(() =>
      new DomainSet(['x'], {excluded: false, exact: false}).find('a.'.repeat(1000), {left: 10_000}),
    ).to.throw(BudgetError)
    expect(() =>
      new MailSet(['x@y'], {excluded: false, exact: false}).find({local: 'a', domain: 'b'}, {left: 1}),
    ).to.throw(BudgetError)
    const endless = judge(constraint(dns('x')), dns(`${'a.'.repeat(20_000)}x`))
    expect(endless).to.match(/^budget/)
  })
})

const policies = (...oids: string[]): FixtureExtension => ({
  oid: '2.5.29.32',
  value: sequence(...oids.map(id => sequence(oid(id)))),
})
const mapping = (from: string, to: string): FixtureExtension => ({
  oid: '2.5.29.33',
  value: sequence(sequence(oid(from), oid(to))),
})
const limits = (explicit?: number, mappings?: number): FixtureExtension => ({
  oid: '2.5.29.36',
  critical: true,
  value: sequence(
    ...(explicit === undefined ? [] : [taggedBytes(0, Buffer.from([explicit]))]),
    ...(mappings === undefined ? [] : [taggedBytes(1, Buffer.from([mappings]))]),
  ),
})
const ANY = '2.5.29.32.0'
const noAny = (after: number): FixtureExtension => ({oid: '2.5.29.54', critical: true, value: integer(after)})

describe('certificate policies', () => {
  /** Whether a path is valid whose certificates below the root have these extensions, the leaf last. */
  const isValid = (...levels: readonly (readonly FixtureExtension[])[]) => {
    const anchor = pki.ca('anchor')
    let issuer = anchor
    const between = []
    for (const [i, extensions] of levels.entries()) {
      const isLeaf = i === levels.length - 1
      issuer = isLeaf ? issuer.leaf('end', {extensions}) : issuer.ca(`ca ${i}`, {extensions})
      between.push(issuer.certificate)
    }
    return findPaths(issuer.certificate, {intermediates: between, roots: [anchor.certificate], now: pki.now}).valid
  }

  it('matter only where a certificate demands them', () => {
    expect(isValid([], [])).to.equal(true)
    expect(isValid([policies('1.2.3')], [policies('1.2.4')])).to.equal(true)
    expect(isValid([limits(0)], [])).to.equal(false)
    expect(isValid([limits(0), policies('1.2.3')], [policies('1.2.3')])).to.equal(true)
    expect(isValid([limits(0), policies('1.2.3')], [policies('1.2.4')])).to.equal(false)
    expect(isValid([limits(2)], [])).to.equal(true)
    expect(isValid([limits(1)], [], [])).to.equal(false)
    expect(isValid([policies('1.2.3')], [policies('1.2.3'), limits(0)])).to.equal(true)
    expect(isValid([], [limits(0)])).to.equal(false)
  })

  it('let anyPolicy stand for each, until that is forbidden', () => {
    expect(isValid([limits(0), policies(ANY)], [policies('1.2.3')])).to.equal(true)
    expect(isValid([limits(0), policies('1.2.3')], [policies(ANY)])).to.equal(true)
    expect(isValid([limits(0), noAny(0), policies('1.2.3')], [policies(ANY)])).to.equal(false)
    expect(isValid([limits(0), noAny(1), policies('1.2.3')], [policies(ANY)], [policies('1.2.3')])).to.equal(true)
  })

  it('are mapped, until that is forbidden', () => {
    const mapped = [policies('1.2.3'), mapping('1.2.3', '1.2.4')]
    expect(isValid([limits(0), ...mapped], [policies('1.2.4')])).to.equal(true)
    expect(isValid([limits(0), ...mapped], [policies('1.2.3')])).to.equal(false)
    expect(isValid([limits(0, 0), policies('1.2.3')], mapped, [policies('1.2.4')])).to.equal(false)
    expect(isValid([limits(0, 0), policies('1.2.3')], mapped, [policies('1.2.3')])).to.equal(false)
    expect(isValid([policies(ANY), mapping('1.2.3', '1.2.4'), limits(0)], [policies('1.2.4')])).to.equal(true)
    expect(isValid([policies('1.2.3'), mapping(ANY, '1.2.4')], [policies('1.2.4')])).to.equal(false)
    expect(isValid([policies('1.2.3'), mapping('1.2.3', ANY)], [policies('1.2.4')])).to.equal(false)
  })

  it('do not explode', () => {
    const all = Array.from({length: 20}, (_, i) => `1.2.${i}`)
    const pairs = all.flatMap(from => all.map(to => sequence(oid(from), oid(to))))
    const level: readonly FixtureExtension[] = [policies(...all), {oid: '2.5.29.33', value: sequence(...pairs)}]
    const start = performance.now()
    expect(isValid(level, level, level, level, level, level, [policies('1.2.3'), limits(0)])).to.equal(true)
    expect(performance.now() - start).to.be.below(2000)
  })
})
