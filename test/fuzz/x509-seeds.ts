import {integer, oid, sequence, taggedBytes} from '../fixtures/der-writer.ts'
import {makeCsr} from '../fixtures/make-csr.ts'
import {type Issued, informationAccess, makePki, nameConstraints, nameDer} from '../fixtures/make-pki.ts'

/** What mutants are made from: certificates of every shape, with who issued them, and requests. */
export interface Seeds {
  readonly certificates: readonly {readonly der: Buffer; readonly issuer: Issued}[]
  readonly requests: readonly Buffer[]
  /** A leaf below two intermediates and a root, for paths with mutants in them. */
  readonly chain: readonly Issued[]
}

/** Made once in a process: ECDSA signatures and RSA keys are others in every run. */
export const seeds = (): Seeds => {
  made ??= makeSeeds()
  return made
}

let made: Seeds | undefined

const makeSeeds = (): Seeds => {
  const pki = makePki({seed: 'fuzz'})
  const root = pki.ca('root', {key: 'Ed25519'})
  const rsa = pki.ca({C: 'DE', O: ['corp', 'more'], CN: 'rsa root'}, {key: 'RSA-2048', pss: true})
  const constrained = root.ca('constrained', {
    extensions: [{oid: '2.5.29.30', critical: true, value: nameConstraints(PERMITTED, EXCLUDED)}],
  })
  const issuing = constrained.ca('issuing', {pathLength: 0, key: 'P-384', extensions: POLICY_EXTENSIONS})
  const leaf = issuing.leaf('leaf', NAMES)
  const certificates = [
    {der: root.der, issuer: root},
    {der: constrained.der, issuer: root},
    {der: issuing.der, issuer: constrained},
    {der: leaf.der, issuer: issuing},
    {der: rsa.leaf('pss', {...NAMES, pss: true, key: 'RSA-2048', extensions: ACCESS}).der, issuer: rsa},
    {der: root.leaf({}, {dns: ['*.example.com'], key: 'Ed25519', notAfter: '+20000d'}).der, issuer: root},
    {der: root.leaf('old', {version: 1, key: 'P-521'}).der, issuer: root},
  ]
  const kinds = ['P-256', 'Ed25519', 'RSA-2048'] as const
  const requests = kinds.map(
    key =>
      makeCsr({O: 'system:nodes', CN: 'system:node:a'}, {...NAMES, key, usages: ['serverAuth'], challengePassword: 'x'})
        .der,
  )
  return {certificates, requests, chain: [leaf, issuing, constrained, root]}
}

const PERMITTED = {
  dns: ['example.com'],
  ips: ['10.0.0.0/8', 'fd00::/8'],
  emails: ['example.com', 'a@b.c'],
  uris: ['.example.com'],
}
const EXCLUDED = {dns: ['secret.example.com'], ips: ['10.9.0.0/16']}

const NAMES = {
  dns: ['web.example.com', '*.example.com'],
  ips: ['10.0.0.1', 'fd00::1'],
  emails: ['"a b"@example.com'],
  uris: ['spiffe://a.example.com/ns/x', 'https://u@b.example.com:8443/?q#f'],
  upns: ['bob@corp'],
  directories: [nameDer({C: 'DE', CN: 'x'})],
  registeredIds: ['1.2.3.4'],
}

const POLICIES = sequence(sequence(oid('1.2.3')), sequence(oid('2.5.29.32.0')))

const POLICY_EXTENSIONS = [
  {oid: '2.5.29.32', value: POLICIES},
  {oid: '2.5.29.33', value: sequence(sequence(oid('1.2.3'), oid('1.2.4')))},
  {
    oid: '2.5.29.36',
    critical: true,
    value: sequence(taggedBytes(0, Buffer.from([2])), taggedBytes(1, Buffer.from([1]))),
  },
  {oid: '2.5.29.54', critical: true, value: integer(1)},
]

const ACCESS = [
  {oid: '1.3.6.1.5.5.7.1.1', value: informationAccess('OCSP', 'http://ocsp.example.com')},
  {oid: '1.2.3.4.5', value: Buffer.from('0500', 'hex')},
]
