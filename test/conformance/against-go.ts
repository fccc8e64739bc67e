import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {findPaths} from '../../src/core/x509/path/path.ts'
import {readCertificates} from '../../src/core/x509/pem/bundle.ts'
import {seeded} from '../fuzz/x509-random.ts'
import {type Question, randomQuestion} from './graphs.ts'

/**
 * `npm run conformance:go -- --n 5000 --seed 7`: random graphs of certificates, judged by us and by the Go that is
 * installed; the verdict and the number of valid paths must be the same. Without Go, one line says so.
 */
const {values} = parseArgs({options: {n: {type: 'string', default: '2000'}, seed: {type: 'string', default: '1'}}})

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const attempt = (file: string, args: readonly string[]): string | undefined => {
  try {
    return execFileSync(file, args, {cwd: join(import.meta.dirname, 'go'), encoding: 'utf8'}).trim()
  } catch {
    return undefined
  }
}

/** What Go says to each question: the number of valid chains, or an error. */
const askGo = (questions: readonly Question[]): readonly string[] | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'against-go-'))
  const program = join(folder, 'against-go')
  try {
    if (attempt('go', ['build', '-o', program, '.']) === undefined) return undefined
    const input = questions.map(question => `${JSON.stringify(question)}\n`).join('')
    const output = execFileSync(program, {input, encoding: 'utf8', maxBuffer: 2 ** 28})
    return output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as string)
  } finally {
    rmSync(folder, {recursive: true})
  }
}

/** The same from us, with the reasons for a person. */
const askOurs = ({leaf, intermediates, roots, now, usages, host}: Question): {chains: number; why: string} => {
  const read = (texts: readonly string[]) => texts.flatMap(text => readCertificates(text).certificates)
  const [certificate] = read([leaf])
  if (certificate === undefined) return {chains: 0, why: 'unreadable'}
  const options = {intermediates: read(intermediates), roots: read(roots), now: new Date(now), usages, host}
  const {paths, rejected} = findPaths(certificate, options)
  return {chains: paths.length, why: rejected.map(({reason}) => reason.code).join(', ')}
}

const main = (): void => {
  const random = seeded(Number(values.seed))
  const questions = Array.from({length: Number(values.n)}, () => randomQuestion(random)).filter(
    one => one !== undefined,
  )
  const answers = askGo(questions)
  if (answers === undefined)
    return void say('x509 against Go: SKIPPED, random graphs are not proved (no Go to build with)')
  let valid = 0
  let different = 0
  for (const [i, question] of questions.entries()) {
    const {chains, why} = askOurs(question)
    const go = answers[i] ?? ''
    if (chains > 0) valid += 1
    if (go === String(chains) || (chains === 0 && !/^\d+$/.test(go))) continue
    different += 1
    if (different <= 10) say(`FAILED graph ${i} of seed ${values.seed}: ours ${chains} (${why}), Go ${go}`)
  }
  say(
    `${attempt('go', ['version'])}: ${questions.length} random graphs, ${valid} valid, ${different} judged differently`,
  )
  if (different > 0) process.exitCode = 1
}

main()
