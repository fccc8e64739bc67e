import {type ConformanceData, conformanceData, type HostRow, MISSING} from './data.ts'
import {agreesOnHost} from './limbo.ts'
import {
  ALLOWED_AGAINST_GO,
  ALLOWED_STRICT,
  disagreements,
  type Score,
  type StrictTally,
  type Tally,
  tally,
  tallyStrict,
} from './score.ts'

/** Go 1.27.3 over all of x509-limbo, on the machine of the fact file. */
const GO_SECONDS = 1.2

const line = (text = ''): void => {
  process.stdout.write(`${text}\n`)
}

const column = (value: string | number, width: number): string => String(value).padStart(width)

const row = (name: string, score: Score): void => {
  const ours = `${score.right} (${score.falseAccepts}/${score.falseRejects})`
  const go = score.comparable === 0 ? '-' : `${score.goRight} (${score.goFalseAccepts}/${score.goFalseRejects})`
  const same = `${score.sameAsGo}/${score.comparable}`
  line(`${name.padEnd(18)}${column(score.cases, 7)}${column(same, 13)}${column(ours, 18)}${column(go, 18)}`)
}

const printVerdicts = ({parts, slowest, mostConsidered, milliseconds}: Tally): void => {
  line('x509-limbo: our verdict, and that of Go 1.27.3; right by x509-limbo (false accepts/false rejects)')
  line(
    `${''.padEnd(18)}${column('judged', 7)}${column('same as Go', 13)}${column('right', 18)}${column('Go right', 18)}`,
  )
  for (const [name, score] of Object.entries(parts)) row(name, score)
  line(`time               ${(milliseconds / 1000).toFixed(1)} s; Go ${GO_SECONDS} s on the machine of the facts`)
  line(`slowest            ${slowest.milliseconds.toFixed(0)} ms, ${slowest.id}`)
  line(`most candidates    ${mostConsidered.considered}, ${mostConsidered.id}`)
}

const printStrict = ({judged, right, differences, leftOut}: StrictTally): void => {
  const accepts = differences.filter(({ours}) => ours === 'SUCCESS').length
  line(`strict layer       ${right}/${judged} core cases right (${accepts}/${differences.length - accepts})`)
  line(`  left out, they need revocation lists or a public-suffix list: ${leftOut.join(', ')}`)
  for (const {id, reason} of ALLOWED_STRICT) line(`  known: ${id}: ${reason}`)
}

/** The thresholds; each failure is one line. */
const failures = (verdicts: Tally, strict: StrictTally, hosts: {right: number; rows: readonly HostRow[]}): string[] => {
  const {parts} = verdicts
  const scores = Object.values(parts)
  const same = scores.reduce((sum, {sameAsGo}) => sum + sameAsGo, 0)
  const accepts = strict.differences.filter(({ours}) => ours === 'SUCCESS').length
  const checks: [boolean, string][] = [
    [same >= 9750, `same verdict as Go on ${same} cases; at least 9750 wanted`],
    [parts['path building'].right === 81, 'path building is not 81/81'],
    [parts['name constraints'].right === 9491, 'name constraints are not 9491/9491'],
    [hosts.right === hosts.rows.length && hosts.right === 1190, `hostnames are ${hosts.right}/1190`],
    [accepts === 0, `the strict layer falsely accepts ${accepts} core cases`],
    [strict.differences.length - accepts <= 6, 'the strict layer falsely rejects more than 6 core cases'],
  ]
  return [
    ...checks.filter(([passed]) => !passed).map(([, text]) => text),
    ...disagreements(verdicts.differences, ALLOWED_AGAINST_GO),
    ...disagreements(strict.differences, ALLOWED_STRICT),
  ]
}

const main = (): void => {
  const data = conformanceData()
  if (data === undefined) line(MISSING)
  else prove(data)
}

const prove = (data: ConformanceData): void => {
  const verdicts = tally(data.limbo)
  const strict = tallyStrict(data.limbo)
  const hosts = {right: data.hosts.filter(agreesOnHost).length, rows: data.hosts}
  printVerdicts(verdicts)
  line(`hostnames          ${hosts.right}/${data.hosts.length} same as Go's VerifyHostname`)
  printStrict(strict)
  const failed = failures(verdicts, strict, hosts)
  for (const text of failed) line(`FAILED ${text}`)
  if (failed.length > 0) process.exitCode = 1
}

main()
