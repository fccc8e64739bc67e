import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {sceneOf} from '../support/rule-case.ts'
import {type Ended, inPairs, runProgram} from './run-program.ts'

const MEGABYTE = 'x'.repeat(1_000_000)

/** A Certificate that failed, an Ingress without its Secret, an expired Secret: every text of theirs a megabyte. */
const YAML = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web-LONG, namespace: shop-LONG, annotations: {note: LONG, cert-manager.io/issue-temporary-certificate: LONG}}
spec: {secretName: web-tls-LONG, dnsNames: [LONG.corp], issuerRef: {name: corp-LONG, kind: ClusterIssuer}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  conditions:
  - {type: Issuing, status: "False", reason: LONG, message: "it failed: LONG", lastTransitionTime: "{{now -10m}}"}
  - {type: Ready, status: "False", reason: LONG, message: "it is not ready: LONG", lastTransitionTime: "{{now -10m}}"}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web-LONG, namespace: shop-LONG}
spec: {tls: [{hosts: [LONG.corp], secretName: gone-LONG}]}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp-LONG, annotations: {note: LONG}}
spec: {ca: {secretName: nowhere-LONG}}
status: {conditions: [{type: Ready, status: "False", reason: LONG, message: "no such secret: LONG"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: SHORT, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: CERTIFICATE}
`

/** A certificate of more than a megabyte is refused whole: names of three hundred kilobytes fit. */
const longSnapshot = (): string => {
  const ca = makePki({now: new Date(), seed: 'long'}).ca('c'.repeat(300_000))
  const leaf = ca.leaf('l'.repeat(300_000), {dns: ['web.corp', `${'d'.repeat(300_000)}.corp`]})
  const text = YAML.replace('CERTIFICATE', Buffer.from(leaf.chainPem).toString('base64')).replace('SHORT', 'web')
  const snapshot: Snapshot = {...sceneOf(text), label: 'prod LONG', serverVersion: 'v1.36.0-LONG'}
  return JSON.stringify(snapshot).replaceAll('LONG', MEGABYTE)
}

const RUNS: readonly (readonly string[])[] = [
  ...['text', 'wide', 'html'].map(format => ['doctor', '--snapshot', 'long.json', '-o', format]),
  ...['tree', 'wide'].map(format => ['inspect', '--snapshot', 'long.json', '-o', format]),
  ...['tree'].map(format => ['inspect', 'secret/web', '-n', 'shop', '--snapshot', 'long.json', '-o', format]),
  ['inspect', `ingress/${'y'.repeat(100_000)}`, '--snapshot', 'long.json'],
  ['version', '--snapshot', 'long.json'],
  ['doctor', '--context', 'z'.repeat(100_000), '--kubeconfig', 'empty.config'],
  ['doctor', 'q'.repeat(100_000)],
]

describe('a megabyte in a name, a message, an annotation or a certificate', function () {
  this.timeout(120_000)
  const ended: Ended[] = []
  let folder = ''

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'program-long-'))
    writeFileSync(join(folder, 'long.json'), longSnapshot())
    writeFileSync(join(folder, 'empty.config'), 'kind: Config')
    ended.push(...(await inPairs(RUNS, words => runProgram(words, {cwd: folder, env: {COLUMNS: '100'}}))))
  })

  after(() => rmSync(folder, {recursive: true}))

  for (const [index, words] of RUNS.entries()) {
    const name = words.map(word => (word.length > 40 ? `${word.slice(0, 12)}…` : word)).join(' ')
    it(`does not fill the terminal, nor takes long: ${name}`, () => {
      const {stdout, stderr, exit, milliseconds} = ended[index] as Ended
      expect(exit, stderr.slice(0, 200)).to.be.oneOf([0, 1, 2, 3])
      expect(stdout + stderr).to.not.equal('')
      expect(stdout.length, stdout.slice(0, 200)).to.be.below(100_000)
      expect(stderr.length, stderr.slice(0, 200)).to.be.below(10_000)
      expect(milliseconds).to.be.below(30_000)
    })
  }

  it('still says what is wrong', () => {
    const {stdout} = ended[0] as Ended
    for (const id of ['PKI201', 'PKI112', 'PKI602']) expect(stdout).to.contain(id)
  })

  it('leaves the columns of the list where they are', () => {
    const [header = '', ...rows] = (ended[4]?.stdout ?? '').trimEnd().split('\n')
    const expires = header.indexOf('EXPIRES')
    expect(rows.length).to.be.above(0)
    for (const row of rows) expect(row.slice(expires - 3, expires + 1)).to.match(/^ {3}[\d-]$/)
  })
})
