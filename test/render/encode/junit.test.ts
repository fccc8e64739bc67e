import {expect} from 'chai'
import {SaxesParser, type SaxesTagPlain} from 'saxes'
import {reportFormats} from '../../../src/render/index.ts'
import {answerOf, answersOf, EVERYTHING, HOSTILE, withReport} from '../../support/answers.ts'

const PLAIN = {width: 80, color: false, unicode: true}
const draw = (...args: Parameters<typeof answersOf>): string => reportFormats.junit.draw(answersOf(...args), PLAIN)

interface Node {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Node[]
  text: string
}

/** @throws where it is not well-formed XML 1.0 */
const parse = (xml: string): Node => {
  const parser = new SaxesParser()
  const root: Node = {name: '', attributes: {}, children: [], text: ''}
  const open = [root]
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({name, attributes}: SaxesTagPlain) => {
    const node: Node = {name, attributes, children: [], text: ''}
    open.at(-1)?.children.push(node)
    open.push(node)
  })
  parser.on('text', text => {
    const node = open.at(-1)
    if (node !== undefined) node.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(xml).close()
  return root.children[0] as Node
}

const casesOf = (suites: Node): readonly Node[] => suites.children.flatMap(({children}) => children)
const withChild = (suites: Node, name: string) =>
  casesOf(suites).filter(({children}) => children.some(child => child.name === name))

const everything = answerOf(EVERYTHING)

describe('a report as JUnit', () => {
  it('has a case for each rule without findings and for each finding, and counts them', () => {
    const suites = parse(draw(everything))
    const loud = new Set(everything.report.findings.map(({rule}) => rule))
    const cases = casesOf(suites)
    expect(cases.length).to.be.at.least(everything.report.findings.length + everything.rules.length - loud.size)
    expect(Number(suites.attributes.tests)).to.equal(cases.length)
    expect(Number(suites.attributes.failures)).to.equal(withChild(suites, 'failure').length)
    for (const {id} of everything.rules)
      expect(cases.some(({attributes}) => attributes.name?.startsWith(id))).to.equal(true)
    for (const suite of suites.children) {
      expect(Number(suite.attributes.tests)).to.equal(suite.children.length)
      expect(suite.attributes.timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    }
  })

  it('fails for what makes the run fail, and only for that', () => {
    const errors = everything.report.findings.filter(({severity}) => severity === 'error').length
    const infos = everything.report.findings.length
    expect(withChild(parse(draw(everything)), 'failure').length)
      .to.equal(errors)
      .and.be.above(0)
    expect(withChild(parse(draw(everything, {failOn: 'info'})), 'failure').length).to.equal(infos)
    expect(withChild(parse(draw(everything, {failOn: 'none'})), 'failure').length).to.equal(0)
  })

  it('brings the fix along', () => {
    const failure = withChild(parse(draw(everything)), 'failure')[0]?.children[0]
    expect(failure?.attributes.message).to.match(/^error: ./)
    expect(failure?.text).to.match(/\nFix: ./)
  })

  it('skips what was not looked at, and never passes it', () => {
    const because = {reason: 'forbidden', detail: 'you may not list secrets'} as const
    const blind = answerOf('', {none: {'core/secrets': because}})
    const skipped = withChild(parse(draw(blind)), 'skipped')
    const open = blind.report.rules.filter(({outcome, notLookedAt}) => outcome === 'skipped' || notLookedAt.length > 0)
    expect(open.length).to.be.above(3)
    const said = skipped.map(({children}) => children[0]?.attributes.message ?? '')
    for (const {children} of parse(draw(blind)).children) expect(children).to.not.deep.equal([])
    for (const {rule} of open) {
      expect(said.some(message => message.includes(rule))).to.equal(true)
      expect(casesOf(parse(draw(blind))).some(({attributes}) => attributes.name?.startsWith(rule))).to.equal(false)
    }
  })

  it('skips once for each reason, however many rules it concerns, and a rule may still have its own questions', () => {
    const quiet = answerOf('')
    const [first, second, third] = quiet.report.rules
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few rules')
    const unread = {kind: 'core/secrets', because: {reason: 'unreadable', detail: 'a.yaml could not be read'}} as const
    const refused = {kind: 'core/secrets', because: {reason: 'forbidden', detail: 'you may not list secrets'}} as const
    const subject = {apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'web'}
    const rules = [
      {...first, outcome: 'judged' as const, notLookedAt: [unread, refused]},
      {...second, outcome: 'judged' as const, notLookedAt: [unread]},
      {...third, outcome: 'skipped' as const, notLookedAt: [refused]},
    ]
    const doubts = [{rule: second.rule, subject, path: '', because: unread.because}]
    const skipped = withChild(parse(draw(withReport(quiet, {rules, doubts}))), 'skipped')
    const said = skipped.map(({attributes, children}) => [attributes.name, children[0]?.attributes.message])
    const title = quiet.rules.find(({id}) => id === second.rule)?.title
    expect(said).to.deep.equal([
      [
        'checked in part: a.yaml could not be read',
        `checked in part: a.yaml could not be read (${first.rule} ${second.rule})`,
      ],
      ['checked in part: you may not list secrets', `checked in part: you may not list secrets (${first.rule})`],
      ['not checked: you may not list secrets', `not checked: you may not list secrets (${third.rule})`],
      [`${second.rule} ${title}`, 'secret/web -n shop: a.yaml could not be read'],
    ])
  })

  it('calls a crash an error, and a context that was not reached too', () => {
    const quiet = answerOf('')
    const crashed = withReport(quiet, {
      couldLook: false,
      rules: quiet.report.rules.map((run, index) => (index === 0 ? {...run, outcome: 'crashed', error: 'x'} : run)),
      unreadable: [
        {what: 'a.yaml', line: 3, detail: 'no YAML'},
        {what: 'b.yaml', detail: 'it stands twice', wasRead: true},
      ],
    })
    const down = {context: 'down', code: 'E', message: 'no answer', fix: 'Try again.', exit: 3}
    const suites = parse(draw(crashed, {several: true, unanswered: [down]}))
    expect(withChild(suites, 'error').length).to.equal(3)
    expect(suites.attributes.errors).to.equal('3')
    const skipped = withChild(suites, 'skipped').map(({attributes}) => attributes.name)
    expect(skipped.slice(0, 2)).to.eql(['a.yaml:3 could not be read: no YAML', 'b.yaml: it stands twice'])
  })

  it('stays well-formed and honest whatever stands in the cluster', () => {
    const hostile = everything.report.findings.map(each => ({
      ...each,
      message: HOSTILE,
      subject: each.subject && {...each.subject, name: HOSTILE, namespace: HOSTILE},
      at: {file: HOSTILE, line: 1},
      remedy: [{say: HOSTILE, run: ['kubectl', HOSTILE]}],
    }))
    const text = draw(withReport(everything, {findings: hostile, context: HOSTILE}))
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufffe\ud800-\udfff]/)
    expect(withChild(parse(text), 'failure').length).to.be.above(0)
  })
})
