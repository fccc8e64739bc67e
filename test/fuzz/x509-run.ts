import {createHash, type Hash} from 'node:crypto'
import {type Certificate, parseCertificate} from '../../src/core/x509/certificate.ts'
import {pem} from '../fixtures/der-writer.ts'
import {mutate} from './x509-mutate.ts'
import {checkCertificate, checkPaths, checkRequest, checkText, PropertyError} from './x509-properties.ts'
import {type Random, seeded} from './x509-random.ts'
import {type Seeds, seeds} from './x509-seeds.ts'

export interface FuzzResult {
  readonly mutants: number
  /** How many were still readable: a run in which nothing is proves little. */
  readonly read: number
  /** SHA-256 of all mutants. */
  readonly digest: string
  readonly slowest: {readonly milliseconds: number; readonly what: string}
  /** Of the heap and of buffers beside it, at the worst moment seen. */
  readonly peakMegabytes: number
  /** What did not hold, with the mutant in base64 where it is short; at most ten. */
  readonly failures: readonly string[]
}

interface Run {
  readonly random: Random
  readonly seeds: Seeds
  /** Mutants that could be read, waiting to be put into a path. */
  readonly readable: Certificate[]
  /** The mutant at hand. */
  mutant: Buffer
  /** Of all mutants so far. */
  readonly digest: Hash
}

/** Runs `count` mutants; within a process the same seed gives the same ones. */
export const fuzz = (count: number, seed: number): FuzzResult => {
  const run: Run = {
    random: seeded(seed),
    seeds: seeds(),
    readable: [],
    mutant: Buffer.alloc(0),
    digest: createHash('sha256'),
  }
  const failures: string[] = []
  let read = 0
  let slowest = {milliseconds: 0, what: ''}
  let peak = 0
  for (let i = 0; i < count && failures.length < 10; i++) {
    const start = performance.now()
    try {
      if (one(run) === 'read') read += 1
    } catch (error) {
      const text = error instanceof PropertyError ? error.message : (error as Error).stack
      failures.push(`mutant ${i} of seed ${seed}: ${text} ${run.mutant.subarray(0, 3000).toString('base64')}`)
    }
    const milliseconds = performance.now() - start
    if (milliseconds > slowest.milliseconds) slowest = {milliseconds, what: `mutant ${i} of seed ${seed}`}
    if (i % 1000 === 0) peak = Math.max(peak, megabytes())
  }
  return {
    mutants: count,
    read,
    digest: run.digest.digest('hex'),
    slowest,
    peakMegabytes: Math.max(peak, megabytes()),
    failures,
  }
}

const megabytes = (): number => {
  const {heapUsed, arrayBuffers} = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

const one = (run: Run): 'refused' | 'read' => {
  const {random, readable} = run
  const kind = random.below(20)
  if (kind === 0) return request(run)
  const {der, issuer} = random.pick(run.seeds.certificates)
  const mutant = mutate(der, random)
  run.mutant = mutant
  run.digest.update(mutant)
  if (kind === 1) {
    checkText(damagedPem(mutant, random))
    return 'refused'
  }
  const outcome = checkCertificate(mutant, der, issuer)
  if (outcome === 'read' && !mutant.equals(der)) readable.push(parseCertificate(mutant))
  if (readable.length >= 40) checkPaths(readable.splice(0), run.seeds.chain)
  return outcome
}

const request = (run: Run): 'refused' | 'read' => {
  const der = run.random.pick(run.seeds.requests)
  run.mutant = mutate(der, run.random)
  return checkRequest(run.mutant, der)
}

/** PEM of a mutant with junk in it and around it. */
const damagedPem = (der: Buffer, random: Random): string => {
  const label = random.pick(['CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY', 'EC PRIVATE KEY', 'X'])
  const text = pem(label, der.subarray(0, 20_000))
  const at = random.below(text.length)
  const junk = random.pick([
    '',
    '\ufeff',
    '\r',
    '\n\n',
    '-----BEGIN CERTIFICATE-----\n',
    '-----END X-----\n',
    'a: b\n',
    '=',
    '\0',
  ])
  return random.pick(['', '# text\n', '\ufeff']) + text.slice(0, at) + junk + text.slice(at) + random.pick(['', text])
}
