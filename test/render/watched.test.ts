import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {inContext} from '../../src/core/doctor/answer.ts'
import type {Changes} from '../../src/core/doctor/changes.ts'
import {watchFormats} from '../../src/render/watched.ts'
import {answerOf, answersOf, EVERYTHING, HOSTILE, withReport} from '../support/answers.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const everything = answerOf(EVERYTHING)
const {findings} = everything.report
const NOTHING: Changes = {appeared: [], gone: [], kept: []}

const schema = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'schemas', `${name}.json`), 'utf8'))
const validate = new Ajv2020({allErrors: true, formats: {'date-time': true, date: true}})
  .addSchema(schema('report.v1'))
  .compile(schema('change.v1'))

const draw = (format: 'text' | 'json', changes: Changes, isFirst = false, answer = everything): string =>
  watchFormats[format]({answers: answersOf(answer), changes: [changes], isFirst}, PLAIN)

describe('what doctor tells while it watches', () => {
  it('is the whole report at first, and nothing where nothing changes', () => {
    expect(draw('text', {...NOTHING, appeared: findings}, true)).to.contain(
      findings.find(({causedBy}) => causedBy.length === 0)?.title,
    )
    expect(draw('text', {...NOTHING, kept: findings})).to.equal('')
    expect(draw('json', {...NOTHING, kept: findings})).to.equal('')
  })

  it('names what is gone, and tells what appeared with its fix', () => {
    const appeared = findings.filter(({rule}) => rule === 'PKI203')
    const gone = findings.filter(({rule}) => rule === 'PKI101')
    const text = draw('text', {...NOTHING, appeared, gone})
    expect(text).to.match(/^\n── \d\d:\d\d:\d\dZ \d+ appeared, \d+ gone ─/)
    expect(text).to.contain(`✓ PKI101 gone: ${gone[0]?.title}, ${gone[0]?.subject?.kind.toLowerCase()}/`)
    expect(text).to.contain(appeared[0]?.title)
    expect(text).to.contain('fix │')
    expect(text).not.to.contain('PKI602')
  })

  it('tells a consequence by itself where its cause was known before', () => {
    const [one] = findings.filter(({causedBy}) => causedBy.length > 0)
    if (one === undefined) throw new Error('there are consequences')
    expect(draw('text', {...NOTHING, appeared: [one]})).to.contain(one.title)
  })

  it('is a line of JSON for each change, as the schema says', () => {
    const hostile = findings.map(finding => ({...finding, message: HOSTILE}))
    const inProd = {...everything, report: inContext(withReport(everything, {findings: hostile}).report, 'prod')}
    const text = draw('json', {appeared: inProd.report.findings, gone: findings, kept: []}, false, inProd)
    const lines = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines).to.have.length(2 * findings.length)
    for (const line of lines) expect(validate(line), JSON.stringify(validate.errors)).to.equal(true)
    expect(lines[0]).to.include({change: 'gone', context: 'prod'})
    expect(validate({...lines[0], change: 'lost'})).to.equal(false)
    expect(text).not.to.match(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })
})
