import {integer, oid, sequence, taggedBytes} from '../fixtures/der-writer.ts'
import {
  type CertificateSpec,
  type FixtureExtension,
  type FixtureNames,
  type Issued,
  makePki,
  nameConstraints,
  nameDer,
} from '../fixtures/make-pki.ts'
import type {Random} from '../fuzz/x509-random.ts'

/** A question for path validation, as text, so that another program can answer it, too. */
export interface Question {
  readonly leaf: string
  readonly intermediates: readonly string[]
  readonly roots: readonly string[]
  readonly now: string
  readonly usages: readonly string[]
  readonly host: string
}

const DOMAINS =
  'example.com .example.com a.example.com b.a.example.com *.example.com a-b.example.com EXAMPLE.com com x.org .com'.split(
    ' ',
  )
const ODD_DOMAINS = ['', '*', 'foo', 'example.com.', 'exa mple.com', '*foo.example.com', '*.a.example.com', 'a..b']
const MAILS = [
  'a@example.com',
  'b@a.example.com',
  '"q x"@example.com',
  'a@EXAMPLE.com',
  'x',
  '@',
  'a@b@c',
  '*@example.com',
  'a@*.example.com',
]
const MAIL_CONSTRAINTS = [
  'example.com',
  '.example.com',
  'a@example.com',
  '',
  'a.example.com',
  '"q x"@example.com',
  'A@EXAMPLE.COM',
]
const URIS = [
  'spiffe://example.com/x',
  'https://a.example.com:80/',
  'https://[::1]/',
  'https://1.2.3.4/',
  'urn:x',
  'http://u@example.com/?q',
  'http:///x',
]
const ADDRESSES = ['10.0.0.1', '10.1.2.3', '192.168.0.1', 'fd00::1', '0:0:0:0:0:ffff:a00:1', '2001:db8:0:0:0:0:0:1']
const RANGES = [
  '10.0.0.0/8',
  '10.1.2.3/8',
  '10.0.0.1/32',
  '0.0.0.0/0',
  'fd00::/8',
  '0:0:0:0:0:ffff:a00:0/104',
  '0:0:0:0:0:0:0:0/0',
  '192.168.0.0/16',
]
const POLICIES = ['1.2.3', '1.2.4', '1.2.5', '2.5.29.32.0']
const PURPOSES = ['serverAuth', 'clientAuth', 'any', 'codeSigning']

/** Random parts of certificates; most of them valid, so that what is rare can be met in an otherwise valid path. */
class Dice {
  readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  percent(chance: number): boolean {
    return this.random.below(100) < chance
  }

  some<T>(list: readonly T[], most: number): T[] {
    return Array.from({length: this.random.below(most + 1)}, () => this.random.pick(list))
  }

  sometimes<T>(chance: number, make: () => T): T[] {
    return this.percent(chance) ? [make()] : []
  }
}

const names = (dice: Dice): FixtureNames => ({
  dns: dice.some([...DOMAINS, ...ODD_DOMAINS], 2),
  ips: dice.percent(40) ? dice.some(ADDRESSES, 2) : [],
  emails: dice.percent(30) ? dice.some(MAILS, 2) : [],
  uris: dice.percent(30) ? dice.some(URIS, 2) : [],
  upns: dice.sometimes(10, () => 'x@y'),
  directories: dice.sometimes(10, () => nameDer('q')),
})

const subtrees = (dice: Dice): FixtureNames => ({
  dns: dice.percent(60) ? dice.some([...DOMAINS, ''], 3) : [],
  ips: dice.percent(40) ? dice.some(RANGES, 2) : [],
  emails: dice.percent(30) ? dice.some(MAIL_CONSTRAINTS, 2) : [],
  uris: dice.percent(30) ? dice.some(DOMAINS, 2) : [],
  upns: dice.sometimes(4, () => 'x'),
})

const constraints = (dice: Dice): FixtureExtension => ({
  oid: '2.5.29.30',
  critical: dice.percent(70),
  value: nameConstraints(subtrees(dice), dice.percent(60) ? subtrees(dice) : {}),
})

const policies = (dice: Dice): readonly FixtureExtension[] => {
  const mapping = () => sequence(oid(dice.random.pick(POLICIES)), oid(dice.random.pick(POLICIES)))
  const number = (tag: number) => taggedBytes(tag, Buffer.from([dice.random.below(3)]))
  const unique = [...new Set(dice.some(POLICIES, 3))]
  return [
    ...dice.sometimes(70, () => ({oid: '2.5.29.32', value: sequence(...unique.map(id => sequence(oid(id))))})),
    ...dice.sometimes(30, () => ({oid: '2.5.29.33', value: sequence(...dice.some([0, 1], 2).map(mapping))})),
    ...dice.sometimes(50, () => ({
      oid: '2.5.29.36',
      critical: true,
      value: sequence(...dice.sometimes(80, () => number(0)), ...dice.sometimes(40, () => number(1))),
    })),
    ...dice.sometimes(20, () => ({oid: '2.5.29.54', critical: true, value: integer(dice.random.below(3))})),
  ]
}

const caSpec = (dice: Dice): CertificateSpec => ({
  notBefore: dice.percent(4) ? '+1d' : '-2d',
  notAfter: dice.percent(4) ? '-1d' : '+3650d',
  ...(dice.percent(30) ? {pathLength: dice.random.below(3)} : {}),
  isCa: !dice.percent(4),
  keyUsage: dice.percent(4) ? ['digitalSignature'] : dice.percent(10) ? [] : ['keyCertSign'],
  usages: dice.percent(25) ? dice.some(PURPOSES, 3) : [],
  ...(dice.percent(25) ? names(dice) : {}),
  extensions: [
    ...dice.sometimes(45, () => constraints(dice)),
    ...(dice.percent(35) ? policies(dice) : []),
    ...dice.sometimes(3, () => ({oid: '1.2.3.4', critical: true, value: integer(1)})),
  ],
  without: dice.sometimes(20, () => dice.random.pick(['2.5.29.19', '2.5.29.14', '2.5.29.14', '2.5.29.35'])),
  ...(dice.percent(3) ? {version: 1} : {}),
  key: dice.random.pick(['P-256', 'P-256', 'Ed25519']),
})

/**
 * A few CAs that sign each other at random, under four names, with shared keys, and a leaf. Undefined where a CA came out
 * so that nobody can read it.
 */
export const randomQuestion = (random: Random): Question | undefined => {
  const dice = new Dice(random)
  const pki = makePki({seed: `graph ${random.below(50)}`})
  const name = () => random.pick(['A', 'B', 'C', 'D'])
  try {
    const roots = Array.from({length: 1 + random.below(2)}, () => pki.ca(name(), caSpec(dice)))
    const all: Issued[] = [...roots]
    for (let i = 0; i <= random.below(5); i++) {
      const shared = dice.percent(35) ? {key: random.pick(all).key} : {}
      all.push(random.pick(all).ca(name(), {...caSpec(dice), ...shared}))
    }
    const leaf = random.pick(all.slice(-3)).leaf('leaf', {
      ...names(dice),
      notAfter: dice.percent(4) ? '-1d' : '+90d',
      usages: dice.percent(80) ? dice.some(PURPOSES, 3) : [],
      extensions: dice.percent(25) ? policies(dice).filter(extension => extension.oid !== '2.5.29.33') : [],
    })
    const trusted = [...roots, ...dice.sometimes(10, () => all.at(-1) as Issued), ...dice.sometimes(5, () => leaf)]
    return {
      leaf: leaf.pem,
      intermediates: all.filter(ca => !roots.includes(ca) || dice.percent(50)).map(ca => ca.pem),
      roots: trusted.map(ca => ca.pem),
      now: pki.now.toISOString(),
      usages: dice.percent(50) ? [] : [random.pick(['serverAuth', 'clientAuth'])],
      host: dice.percent(30) ? random.pick(['example.com', 'a.example.com', '10.0.0.1', 'fd00::1']) : '',
    }
  } catch (error) {
    if ((error as Error).name === 'DerError') return undefined
    throw error
  }
}
