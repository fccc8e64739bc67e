import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {consultAll, type NamedSource} from '../../src/app/consult-all.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {type Answers, exitCodeOfAll} from '../../src/core/doctor/answer.ts'
import {PkiError} from '../../src/core/errors.ts'
import type {Progress, Source} from '../../src/core/ports.ts'
import {reportFormats} from '../../src/render/index.ts'
import {saySummaries} from '../../src/render/say/summary.ts'
import {rules} from '../../src/rules/index.ts'
import {scene} from '../support/scene.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const BROKEN = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: admin, namespace: shop}
spec: {tls: [{secretName: admin-tls}]}`

const saying = (yaml: string): Source => ({
  read: async (_, options) => {
    options?.onProgress?.({kind: 'core/secrets', done: 1, of: 2, objects: 10})
    return scene(yaml)
  },
})
const failing = (error: Error): Source => ({read: () => Promise.reject(error)})
const UNREACHABLE = new PkiError('E_CLUSTER_UNREACHABLE', 'nobody answers at 10.0.0.1:6443')

const consult = async (
  sources: readonly NamedSource[],
  onProgress?: (progress: Progress) => void,
): Promise<Answers> => {
  const options = {rules, ...doctorFacts, shows: []}
  const found = await consultAll(sources, options, onProgress === undefined ? {} : {onProgress})
  return {...found, version: '1.2.3', failOn: 'error'}
}

const three = () =>
  consult([
    {context: 'broken', source: saying(BROKEN)},
    {context: 'down', source: failing(UNREACHABLE)},
    {context: 'well', source: saying('')},
  ])

describe('consultAll', () => {
  it('goes on where a context cannot be reached, and names it', async () => {
    const {answers, unanswered} = await three()
    expect(answers.map(({report}) => report.context)).to.deep.equal(['broken', 'well'])
    expect(answers[0]?.report.findings.map(({context}) => context)).to.include('broken')
    expect(unanswered).to.deep.equal([
      {
        context: 'down',
        code: 'E_CLUSTER_UNREACHABLE',
        message: 'nobody answers at 10.0.0.1:6443',
        fix: UNREACHABLE.fix,
        exit: 3,
      },
    ])
  })

  it('ends in what ended the only reading, and in what no other cluster can mend', async () => {
    const mistake = new TypeError('x is not a function')
    const interrupted = new DOMException('interrupted', 'AbortError')
    const thrown = (sources: readonly NamedSource[]) => consult(sources).catch(error => error)
    expect(await thrown([{source: failing(UNREACHABLE)}])).to.equal(UNREACHABLE)
    expect(await thrown([{context: 'a', source: failing(mistake)}])).to.equal(mistake)
    expect(await thrown([{context: 'a', source: failing(interrupted)}])).to.equal(interrupted)
  })

  it('tells the progress of all together', async () => {
    const seen: string[] = []
    await consult([{source: saying('')}, {source: saying('')}], ({done, of, objects}) =>
      seen.push(`${done}/${of} ${objects}`),
    )
    expect(seen).to.deep.equal(['1/2 10', '2/4 20'])
  })
})

describe('the exit code of several contexts', () => {
  const code = (answers: Answers, strict = false) => exitCodeOfAll(answers, {strict})

  it('is that of the findings, then that of what could not be looked at', async () => {
    const all = await three()
    expect(code(all)).to.equal(1)
    expect(code({...all, failOn: 'none'})).to.equal(3)
    expect(code({...all, answers: []})).to.equal(3)
    expect(code({...all, failOn: 'none', unanswered: []})).to.equal(0)
    const [broken] = all.answers
    if (broken === undefined) throw new Error('no answer')
    const {report} = broken
    const crashed = {...broken, report: {...report, summary: {...report.summary, crashed: 1}}}
    expect(code({...all, answers: [broken, crashed]})).to.equal(70)
  })
})

describe('several reports', () => {
  it('are one JSON value that obeys its schema, and each of them one of its own', async () => {
    const schemas = join(import.meta.dirname, '../../schemas')
    const read = (name: string) => JSON.parse(readFileSync(join(schemas, name), 'utf8'))
    const ajv = new Ajv2020({strict: true, formats: {'date-time': true}, allowUnionTypes: true})
    const one = ajv.compile(read('report.v1.json'))
    const several = ajv.compile(read('reports.v1.json'))
    const value = JSON.parse(reportFormats.json.draw(await three(), PLAIN))
    expect(several(value), JSON.stringify(several.errors)).to.equal(true)
    expect(value.reports.every(one), JSON.stringify(one.errors)).to.equal(true)
    expect(value.reports).to.have.length(2)
  })

  it('stand under the names of their contexts, and one that is missing says why', async () => {
    const all = await three()
    const text = reportFormats.text.draw(all, PLAIN)
    expect(text).to.match(/^── broken ─+\n\n✗ PKI602/)
    expect(text).to.match(/^── well ─+\n\n✓ nothing found$/m)
    expect(text).to.match(/^── down ─+\n\n\? not looked at: nobody answers at 10.0.0.1:6443\n\? Check/m)
    expect(saySummaries(all, PLAIN).split('\n')).to.have.length(3)
    expect(saySummaries(all, PLAIN)).to.match(/^down: not looked at, nobody answers/m)
  })
})
