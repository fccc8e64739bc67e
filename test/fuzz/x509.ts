import {parseArgs} from 'node:util'
import {fuzz} from './x509-run.ts'

/** `npm run fuzz -- --n 1000000 --seed 7`: mutants in batches, until one fails or all held. */
const {values} = parseArgs({options: {n: {type: 'string', default: '100000'}, seed: {type: 'string', default: '1'}}})
const total = Number(values.n)
const BATCH = 10_000

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

let done = 0
let read = 0
let peak = 0
let slowest = {milliseconds: 0, what: ''}
for (let batch = 0; done < total && process.exitCode === undefined; batch++) {
  const result = fuzz(Math.min(BATCH, total - done), Number(values.seed) + batch)
  done += result.mutants
  read += result.read
  peak = Math.max(peak, result.peakMegabytes)
  if (result.slowest.milliseconds > slowest.milliseconds) slowest = result.slowest
  for (const failure of result.failures) say(`FAILED ${failure}`)
  if (result.failures.length > 0) process.exitCode = 1
}
say(
  `x509 fuzz: ${done} mutants, ${read} of them readable, slowest ${slowest.milliseconds.toFixed(0)} ms (${slowest.what}), peak ${peak.toFixed(0)} MB`,
)
