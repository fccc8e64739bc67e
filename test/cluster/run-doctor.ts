import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {setTimeout} from 'node:timers/promises'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import type {Finding, Report} from '../../src/core/doctor/report.ts'
import type {Remedy} from '../../src/core/doctor/rule.ts'
import {rules} from '../../src/rules/index.ts'
import {live} from '../../src/sources/live/live.ts'
import {probe as shakeHands} from '../../src/wiring.ts'
import type {Bed} from './bed/bed.ts'

/** The built program of this repository, or another one, such as an installed package. */
const PROGRAM = process.env.KUBECTL_PKI_PROGRAM ?? join(import.meta.dirname, '..', '..', 'bin', 'kubectl-pki.js')

export interface Run {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | null
}

/** Runs the built program, as a user of the bed. */
export const runPki = (
  bed: Bed,
  words: readonly string[],
  {kubeconfig = bed.kubeconfig, env = {}} = {},
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      env: {...process.env, NO_COLOR: '1', KUBECONFIG: kubeconfig, ...env},
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.on('data', chunk => (stderr += chunk))
    child.on('error', reject)
    child.on('close', exit => resolve({stdout, stderr, exit}))
  })

/**
 * What doctor says, read and judged in this process by the same functions that the program calls: a fifth of the time that a
 * start of the program takes. For suites that ask often, and that ask the program too.
 */
export const judged = async (bed: Bed, {inMinutes = 0, probe = false} = {}): Promise<Report> => {
  await nextSecond()
  const source = live({kubeconfig: bed.kubeconfig, secrets: true, environment: {}})
  const now = inMinutes === 0 ? {} : {now: new Date(Date.now() + inMinutes * 60_000)}
  const options = {rules, shows: [], ...doctorFacts, ...now, ...(probe && {probe: shakeHands})}
  return (await consult(source, options)).report
}

/** What doctor says, judged as of some minutes from now: a test does not wait until something is overdue. */
export const doctorReport = async (
  bed: Bed,
  {inMinutes = 0, words = [] as readonly string[], kubeconfig = bed.kubeconfig} = {},
): Promise<Report> => {
  await nextSecond()
  const now = inMinutes === 0 ? [] : ['--now', new Date(Date.now() + inMinutes * 60_000).toISOString()]
  const {stdout, stderr} = await runPki(bed, ['doctor', '-o', 'json', ...now, ...words], {kubeconfig})
  if (!stdout.startsWith('{')) throw new Error(`doctor gave no report: ${stderr}`)
  return JSON.parse(stdout)
}

/**
 * Times of creation have whole seconds, so doctor cannot tell what was made and changed in the second in which it begins to read
 * from what is made meanwhile, and judges neither. Whoever asks right after making something has to wait for the next.
 */
export const nextSecond = (): Promise<void> => setTimeout(1000 - (Date.now() % 1000))

/** `PKI311 certificaterequestpolicy/web` for each finding of a severity that is not the consequence of another; sorted. */
export const rootsOf = (report: Report, severities: readonly string[] = ['error', 'warning']): readonly string[] =>
  report.findings
    .filter(({causedBy, severity}) => causedBy.length === 0 && severities.includes(severity))
    .map(nameOf)
    .sort()

/** The same for what hangs on others. */
export const consequencesOf = (report: Report): readonly string[] =>
  report.findings
    .filter(({causedBy}) => causedBy.length > 0)
    .map(nameOf)
    .sort()

const nameOf = ({rule, subject}: Finding): string =>
  `${rule} ${subject?.kind.toLowerCase()}/${[subject?.namespace, subject?.name].filter(Boolean).join('/')}`

/** The finding of a rule. */
export const findingOf = (report: Report, rule: string): Finding => {
  const found = report.findings.find(finding => finding.rule === rule)
  if (found === undefined) throw new Error(`no ${rule} among ${report.findings.map(nameOf).join(', ')}`)
  return found
}

/** Does what a remedy says, with kubectl; a renewal is asked for as cmctl does it. */
export const follow = async (bed: Bed, {run, apply, say}: Remedy): Promise<void> => {
  if (apply !== undefined) await bed.apply(...apply)
  else if (run?.[0] === 'kubectl') await bed.kubectl(run.slice(1))
  else if (run?.[0] === 'cmctl') await renew(bed, run.slice(2))
  else throw new Error(`nothing to run in the remedy: ${say}`)
}

const renew = async (bed: Bed, words: readonly string[]): Promise<void> => {
  const namespace = words[words.indexOf('-n') + 1]
  const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${words.at(-1)}`
  const certificate = await bed.api.get(path)
  const others = (certificate.status?.conditions ?? []).filter(({type}: {type: string}) => type !== 'Issuing')
  const issuing = {
    ...{
      type: 'Issuing',
      status: 'True',
      reason: 'ManuallyTriggered',
      message: 'Certificate re-issuance manually triggered',
    },
    lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ''),
  }
  const status = {...certificate.status, conditions: [...others, issuing]}
  const answer = await bed.api.send('PUT', `${path}/status`, {...certificate, status})
  if (answer.status === 409) return renew(bed, words)
  if (answer.status >= 400) throw new Error(`PUT ${path}/status: ${answer.status} ${answer.text}`)
}
