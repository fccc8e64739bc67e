/**
 * `npm run bench:x509`: how fast certificates are read, verified and judged, as ratios to what else could do it, in one
 * run on one machine. Fails where a ratio is below its target.
 */
import {execFileSync} from 'node:child_process'
import {createPublicKey, generateKeyPairSync, verify, X509Certificate} from 'node:crypto'
import {existsSync} from 'node:fs'
import {rootCertificates} from 'node:tls'
import {pathToFileURL} from 'node:url'
import {parseCertificate} from '../src/core/x509/certificate.ts'
import {publicHalf} from '../src/core/x509/key/private-key.ts'
import {signatureProblem} from '../src/core/x509/key/signature.ts'
import {findPaths} from '../src/core/x509/path/path.ts'
import {conformanceData, MISSING} from '../test/conformance/data.ts'
import {judge} from '../test/conformance/limbo.ts'
import {type KeyKind, makePki} from '../test/fixtures/make-pki.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number

/** Operations per second of processor time, the median of five rounds. */
const rate = (operations: number, round: () => void): number => {
  round()
  const rounds: number[] = []
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage()
    let done = 0
    for (const end = Date.now() + 300; Date.now() < end; done += operations) round()
    const {user, system} = process.cpuUsage(before)
    rounds.push((done * 1e6) / (user + system))
  }
  return median(rounds)
}

const thousands = (perSecond: number): string => `${(perSecond / 1000).toFixed(1).padStart(8)}k/s`

const expectAtLeast = (what: string, ratio: number, target: number): void => {
  const failed = ratio < target
  say(`  ${failed ? 'FAILED' : 'ok    '} ${what}: ${ratio.toFixed(1)} × (target ${target} ×)`)
  if (failed) process.exitCode = 1
}

const expectAtMost = (what: string, value: number, target: number, unit: string): void => {
  const failed = value > target
  say(`  ${failed ? 'FAILED' : 'ok    '} ${what}: ${value.toFixed(1)} ${unit} (target at most ${target} ${unit})`)
  if (failed) process.exitCode = 1
}

const benchParsing = async (): Promise<void> => {
  await import('reflect-metadata')
  const peculiar = await import('@peculiar/x509')
  const ders = rootCertificates.map(text => new X509Certificate(text).raw)
  const all = (read: (der: Buffer) => unknown) => rate(ders.length, () => ders.forEach(read))
  const ours = all(parseCertificate)
  const printed = all(der => {
    const certificate = parseCertificate(der)
    return [
      String(certificate.subject),
      String(certificate.issuer),
      certificate.sans,
      certificate.keyUsage,
      certificate.ski,
    ]
  })
  const node = all(der => new X509Certificate(der))
  const others = all(der => {
    const certificate = new peculiar.X509Certificate(der)
    return [
      certificate.subject,
      certificate.issuer,
      certificate.notBefore,
      certificate.notAfter,
      certificate.extensions,
    ]
  })
  say(`parsing ${ders.length} root certificates`)
  say(`  ours ${thousands(ours)}; with names and extensions as text ${thousands(printed)}`)
  say(`  node:crypto X509Certificate ${thousands(node)}; @peculiar/x509 with extensions ${thousands(others)}`)
  expectAtLeast('against node:crypto', ours / node, 10)
  expectAtLeast('against @peculiar/x509', ours / others, 40)
}

/** Answers how many P-256 signatures are verified in a second, which says how fast this machine is. */
const benchSignatures = (): number => {
  let bareRate = 0

  say('verifying a signature, against crypto.verify with a key that is at hand')
  const pki = makePki()
  for (const key of ['P-256', 'Ed25519', 'RSA-2048'] as const satisfies readonly KeyKind[]) {
    const {certificate} = pki.ca(`ca ${key}`, {key})
    const object = createPublicKey({key: Buffer.from(certificate.publicKey.spki), format: 'der', type: 'spki'})
    const {signedPart, signature} = certificate
    const digest = certificate.signatureAlgorithm.digest
    const bare = rate(50, () => {
      for (let i = 0; i < 50; i++) verify(digest, signedPart, object, signature)
    })
    const ours = rate(50, () => {
      for (let i = 0; i < 50; i++) signatureProblem(certificate, certificate.publicKey)
    })
    say(`  ${key}: bare ${thousands(bare)}, ours ${thousands(ours)}`)
    expectAtMost(key, bare / ours, 1.5, '×')
    if (key === 'P-256') bareRate = bare
  }
  return bareRate
}

const benchPaths = (): void => {
  const pki = makePki()
  const root = pki.ca('root')
  const issuing = root.ca('issuing')
  const ders = Array.from({length: 100}, (_, i) => issuing.leaf(`leaf ${i}`, {dns: ['web.shop']}).der)
  const options = {intermediates: [issuing.certificate], roots: [root.certificate], now: pki.now, host: 'web.shop'}
  const whole = rate(ders.length, () => {
    for (const der of ders) if (!findPaths(parseCertificate(der), options).valid) throw new Error('not valid')
  })
  say(`parsing a leaf and finding its path (P-256, two links, one of them verified before) ${thousands(whole)}`)
}

const benchKeys = (): void => {
  say('public half of private keys')
  const kinds = {
    'RSA 2048': generateKeyPairSync('rsa', {modulusLength: 2048}),
    'P-256': generateKeyPairSync('ec', {namedCurve: 'P-256'}),
    'P-384': generateKeyPairSync('ec', {namedCurve: 'P-384'}),
    Ed25519: generateKeyPairSync('ed25519'),
  }
  for (const [kind, {privateKey}] of Object.entries(kinds)) {
    const pem = privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
    const ours = rate(20, () => {
      for (let i = 0; i < 20; i++) publicHalf(pem)
    })
    const node = rate(20, () => {
      for (let i = 0; i < 20; i++) createPublicKey(pem).export({type: 'spki', format: 'der'})
    })
    say(`  ${kind.padEnd(9)} ours ${thousands(ours)}, node:crypto ${thousands(node)}`)
  }
}

/** Go 1.27.3 over the same cases took 1.2 s where node:crypto verified 19,200 P-256 signatures in a second. */
const GO_SECONDS = 1.2
const VERIFICATIONS_THERE = 19_200

const benchLimbo = (bareRate: number): void => {
  const data = conformanceData()
  if (data === undefined) {
    say(`${MISSING}; their time is not measured`)
    return
  }
  const cases = data.limbo.filter(test => test['go1.27'] !== 'SKIPPED')
  const rounds = [0, 1, 2].map(() => {
    const before = process.cpuUsage()
    for (const test of cases) judge(test)
    const {user, system} = process.cpuUsage(before)
    return (user + system) / 1e6
  })
  const go = (GO_SECONDS * VERIFICATIONS_THERE) / bareRate
  const ours = median(rounds)
  say(`all ${cases.length} comparable cases of x509-limbo: ours ${ours.toFixed(1)} s of processor time`)
  say(`  Go ${GO_SECONDS} s where it was measured, which is ${go.toFixed(1)} s at the speed of this machine`)
  expectAtMost('against Go', ours / go, 3, '×')
}

/** What importing path validation costs a process that has imported nothing else; the best of fifteen, as shipped. */
const benchImport = (): void => {
  const built = new URL('../dist/core/x509/path/path.js', import.meta.url)
  if (!existsSync(built)) {
    say('import: not measured, run `npm run build` first')
    return
  }
  const cost = (what: string): number => {
    const code = `const start = performance.now(); await import('${what}'); console.log(performance.now() - start)`
    const rounds = Array.from({length: 15}, () => execFileSync(process.execPath, ['--input-type=module', '-e', code]))
    return Math.min(...rounds.map(output => Number(output.toString())))
  }
  say(`importing path validation; node:crypto alone ${cost('node:crypto').toFixed(1)} ms`)
  expectAtMost('import', cost(pathToFileURL(built.pathname).href), 10, 'ms')
}

await benchParsing()
const bareRate = benchSignatures()
benchPaths()
benchKeys()
benchLimbo(bareRate)
benchImport()
