import {createHash} from 'node:crypto'
import {expect} from 'chai'
import {SaxesParser} from 'saxes'
import type {Answers} from '../../../src/core/doctor/answer.ts'
import {inContext} from '../../../src/core/doctor/answer.ts'
import {SCRIPT, SCRIPT_HASH} from '../../../src/render/html/script.ts'
import {STYLE, STYLE_HASH} from '../../../src/render/html/style.ts'
import {reportFormats} from '../../../src/render/index.ts'
import {answerOf, answersOf, EVERYTHING, HOSTILE, withReport} from '../../support/answers.ts'

const page = (answers: Answers): string => reportFormats.html.draw(answers, {width: 80, color: false, unicode: true})

const VOID = /<(meta|input)\b([^>]*)>/g

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Every element of a page and all its text; throws where a tag is not closed or text breaks out of its place. */
const read = (text: string): {readonly elements: readonly Element[]; readonly text: string} => {
  const elements: Element[] = []
  let said = ''
  const parser = new SaxesParser()
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({name, attributes}) => elements.push({name, attributes: attributes as Record<string, string>}))
  parser.on('text', part => {
    said += part
  })
  // As XML it may have neither void elements nor markup signs in its script, nor attributes without a value.
  const xml = text
    .replace('<!doctype html>\n', '')
    .replace(SCRIPT, '')
    .replace(VOID, '<$1$2/>')
    .replaceAll(' open>', ' open="">')
  parser.write(xml).close()
  return {elements, text: said}
}

/** An issuer whose CA a Bundle holds. */
const ENDED = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {ca: {secretName: corp-ca}}
status: {conditions: [{type: Ready, status: "True"}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: trust-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/trust-manager:v0.24.0", args: [--trust-namespace=cert-manager]}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: corp-ca, namespace: cert-manager}
stringData: {tls.crt: "{{cert ca ca VALIDITY}}", tls.key: "{{key ca}}"}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp}
spec: {sources: [{secret: {name: corp-ca, key: tls.crt}}], target: {configMap: {key: ca.crt}}}
status: {conditions: [{type: Synced, status: "True"}]}`

const everything = answerOf(EVERYTHING)
const drawn = page(answersOf(everything))

describe('a report as one page of HTML', () => {
  it('lets nothing run and loads nothing but what it brings', () => {
    const policy = read(drawn).elements.find(({attributes}) => attributes['http-equiv'] === 'Content-Security-Policy')
    expect(policy?.attributes.content).to.contain(`script-src '${SCRIPT_HASH}'`)
    expect(policy?.attributes.content).to.contain(`style-src '${STYLE_HASH}'`)
    expect(policy?.attributes.content).to.match(/^default-src 'none';/)
    const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
    expect(SCRIPT_HASH).to.equal(sha256(SCRIPT))
    expect(STYLE_HASH).to.equal(sha256(STYLE))
    const names = new Set(read(drawn).elements.flatMap(({attributes}) => Object.keys(attributes)))
    expect([...names].filter(name => /^(src|srcset|style|on.*)$/.test(name))).to.deep.equal([])
    expect(drawn).not.to.match(/url\(|@import|https?:\/\/[^\s"]*\.(js|css|woff)/)
  })

  it('tells every problem with its fix, its rule and what hangs on it', () => {
    const {elements, text} = read(drawn)
    const cards = elements.filter(({attributes}) => /^card /.test(attributes.class ?? ''))
    expect(cards.length).to.be.above(20)
    for (const {rule, title, message, remedy} of everything.report.findings.filter(
      each => each.causedBy.length === 0,
    )) {
      for (const said of [rule, title, message, ...remedy.map(({say}) => say)]) expect(text).to.contain(said)
    }
    expect(text).to.contain('What hangs on it')
    expect(text).to.match(/^kind: (?:List|ClusterRole|Issuer|Kustomization|Bundle|Service|Certificate)$/m)
  })

  it('opens a few problems, and only the first of many', () => {
    const opened = (text: string) => text.match(/<details class="card[^>]* open>/g)?.length ?? 0
    expect(opened(drawn)).to.equal(3)
    const [one] = everything.report.findings.filter(({causedBy}) => causedBy.length === 0)
    if (one === undefined) throw new Error('there are findings')
    expect(opened(page(answersOf(withReport(everything, {findings: [one]}))))).to.equal(1)
  })

  it('draws who signs, who approves and who trusts, and when certificates end', () => {
    const {elements, text} = read(drawn)
    const graph = everything.graph
    if (graph?.known !== true) throw new Error('the graph is known')
    const nodes = elements.filter(({attributes}) => /^node /.test(attributes.class ?? ''))
    expect(nodes.length).to.be.above(10).and.at.most(graph.value.nodes.length)
    expect(elements.filter(({attributes}) => /^edge /.test(attributes.class ?? '')).length).to.be.above(10)
    const ends = elements.filter(({name, attributes}) => name === 'line' && attributes.class === 'life')
    if (everything.expiries?.known !== true) throw new Error('the ends are known')
    expect(ends.length).to.equal(everything.expiries.value.length)
    expect(text).to.match(/\d+ (min|h|days|years) ago|in \d+/)
  })

  it('draws a CA that has ended as what is wrong, with what it signs and what holds it', () => {
    const graphOf = (validity: string) => {
      const {elements, text} = read(page(answersOf(answerOf(ENDED.replaceAll('VALIDITY', validity)))))
      const classes = elements.flatMap(({attributes}) => attributes.class ?? '')
      return {classes: classes.filter(each => /^(node authority|edge (signs|holds))/.test(each)), text}
    }
    const [fine, ended, early] = ['notAfter=+300d', 'notBefore=-9d notAfter=-1d', 'notBefore=+1d notAfter=+9d'].map(
      graphOf,
    )
    expect(fine?.classes.toSorted()).to.deep.equal(['edge holds fine', 'edge signs fine', 'node authority fine'])
    for (const each of [ended, early])
      expect(each?.classes.toSorted()).to.deep.equal(['edge holds bad', 'edge signs bad', 'node authority bad'])
    expect(ended?.text).to.match(/expired on \d{4}-\d\d-\d\d/)
    expect(early?.text).to.match(/not valid before \d{4}-\d\d-\d\d/)
  })

  it('stays small where there is much', () => {
    if (everything.expiries?.known !== true) throw new Error('the ends are known')
    const [end] = everything.expiries.value
    if (end === undefined) throw new Error('there are ends')
    const many = Array.from({length: 10_000}, (_, index) => ({...end, store: `store-${index}`}))
    const text = page(answersOf({...everything, expiries: {known: true, value: many}}))
    expect(text).to.contain('and 9500 that end later still')
    expect(text.length).to.be.below(drawn.length + 800_000)
  })

  it('shows hostile text as text', () => {
    const findings = everything.report.findings.map(finding => ({
      ...finding,
      message: HOSTILE,
      title: HOSTILE,
      remedy: [{say: HOSTILE, run: ['kubectl', 'get', '</code><script>alert(1)</script>']}],
      subject: {apiVersion: 'v1', kind: HOSTILE, namespace: HOSTILE, name: HOSTILE},
    }))
    const text = page(answersOf(withReport(everything, {source: HOSTILE, findings})))
    const {elements, text: said} = read(text)
    expect(said).to.contain('<b>&')
    expect(elements.filter(({name}) => name === 'script').length).to.equal(1)
    expect(text).not.to.match(/[\u0000-\u0008\u000b-\u001f\u202e\ufffe]/)
  })

  it('says what it does not know, and never that it is well', () => {
    const because = {reason: 'forbidden', detail: 'you may not list secrets'} as const
    const blind = read(page(answersOf(answerOf('', {none: {'core/secrets': because}})))).text
    expect(blind).to.contain('Nothing was found, but not everything could be looked at')
    expect(blind).to.contain('you may not list secrets')
    expect(blind).to.contain('PKI104')
    const nothing = read(page(answersOf(answerOf('')))).text
    expect(nothing).to.contain('There is nothing here that a rule applies to')
    expect(nothing).not.to.contain('well')
    const deaf = {...everything, expiries: {known: false, because}, graph: {known: false, because}} as const
    expect(read(page(answersOf(deaf))).text.match(/Not known: you may not list secrets/g)?.length).to.equal(2)
  })

  it('tells several clusters apart, and names the one that did not answer', () => {
    const inEu = {...everything, report: inContext(everything.report, 'prod-eu')}
    const failure = {context: 'prod-us', code: 'E_TIMEOUT', message: 'it took too long', fix: 'Wait.', exit: 5}
    const {elements, text} = read(page(answersOf(inEu, {several: true, unanswered: [failure]})))
    const ids = elements.flatMap(({attributes}) => attributes.id ?? [])
    const targets = elements.flatMap(({attributes}) => attributes.href?.replace('#', '') ?? [])
    expect(new Set(ids).size).to.equal(ids.length)
    expect(targets.filter(target => !ids.includes(target))).to.deep.equal([])
    expect(targets).to.include.members(['answer-0', 'unanswered-0', 'problems-0'])
    expect(text).to.contain('Trust layer of prod-eu, prod-us')
    expect(text).to.contain('Not looked at: it took too long')
  })
})
