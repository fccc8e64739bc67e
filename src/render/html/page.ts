import type {Answer, Answers, Unanswered} from '../../core/doctor/answer.ts'
import {shown, shownName} from '../escape.ts'
import {expirySection} from './expiry-section.ts'
import {graphSection} from './graph-section.ts'
import {box, html, tag} from './markup.ts'
import {openSection} from './open-section.ts'
import {problemsSection} from './problems-section.ts'
import {SCRIPT, SCRIPT_HASH} from './script.ts'
import {STYLE, STYLE_HASH} from './style.ts'
import {summarySection} from './summary-section.ts'

/** Nothing is loaded from anywhere, and no script or style runs but ours, whatever stands in the report. */
const POLICY = `default-src 'none'; script-src '${SCRIPT_HASH}'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/** A page for a person who was sent the report: one file, that needs nothing else and works without its script too. */
export const encodeHtml = (answers: Answers): string => {
  const title = titleOf(answers)
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    tag('title', '', html(title)),
    tag('style', '', STYLE),
  ]
  const sections = [
    ...answers.answers.map((answer, index) => answerSection(answer, index, answers)),
    ...answers.unanswered.map(unansweredSection),
  ]
  const body = [
    tag('header', 'class="top"', tag('h1', '', html(title)), tools(answers)),
    ...(sections.length > 1 ? [contents(answers)] : []),
    tag('main', '', ...sections),
    tag('footer', '', `kubectl pki doctor -o html, version ${html(answers.version)}`),
    tag('script', '', SCRIPT),
  ]
  return `<!doctype html>\n${tag('html', 'lang="en"', tag('head', '', ...head), '\n', tag('body', '', ...body))}\n`
}

const FILTER =
  '<input type="search" id="filter" placeholder="Filter problems" aria-label="Filter problems"><output id="found" for="filter"></output>'
const UNFOLD = '<button type="button" id="unfold">Open all</button>'
const THEME = '<button type="button" id="theme" aria-label="Dark or light">◐</button>'

const tools = ({answers}: Answers): string => {
  const hasFindings = answers.some(({report}) => report.findings.length > 0)
  return box('div', 'tools', ...(hasFindings ? [FILTER, UNFOLD] : []), THEME)
}

/** Names that the title holds. */
const NAMED = 3

const titleOf = ({answers, unanswered}: Answers): string => {
  const names = [...answers.map(nameOf), ...unanswered.map(({context}) => shown(context))]
  const text = names.length > NAMED ? `${names.length} clusters` : names.join(', ')
  return `Trust layer of ${text === '' ? 'nothing' : text}`
}

const nameOf = ({report}: Answer): string => shownName(report.context ?? report.source)

const contents = ({answers, unanswered}: Answers): string => {
  const entries = [
    ...answers.map((answer, index) => [`#answer-${index}`, nameOf(answer), answer.report.summary.problems] as const),
    ...unanswered.map(({context}, index) => [`#unanswered-${index}`, shown(context), '?'] as const),
  ]
  const links = entries.map(([target, name, count]) =>
    tag('li', '', tag('a', `href="${target}"`, html(name)), ' ', box('span', 'count', html(count))),
  )
  return tag('nav', '', tag('ul', '', ...links))
}

/** The parts of one answer, with what the line of links calls them. */
const PARTS = [
  ['problems', 'What is wrong', problemsSection],
  ['ends', 'When certificates end', expirySection],
  ['graph', 'Who signs, approves, trusts', graphSection],
  ['open', 'What was not looked at', openSection],
] as const

const answerSection = (answer: Answer, index: number, {several}: Answers): string => {
  const parts = PARTS.map(([name, text, draw]) => ({id: `${name}-${index}`, text, drawn: draw(answer, `${index}`)}))
  const there = parts.filter(({drawn}) => drawn !== '')
  const links = there.map(({id, text}) => tag('li', '', tag('a', `href="#${id}"`, html(text))))
  return tag(
    'section',
    `class="answer" id="answer-${index}"`,
    several ? tag('h2', 'class="context"', html(nameOf(answer))) : '',
    summarySection(answer),
    links.length > 1 ? tag('nav', '', tag('ul', '', ...links)) : '',
    ...there.map(({id, drawn}) => tag('div', `id="${id}"`, drawn)),
  )
}

const unansweredSection = ({context, message, fix}: Unanswered, index: number): string =>
  tag(
    'section',
    `class="answer" id="unanswered-${index}"`,
    tag('h2', 'class="context"', html(shown(context))),
    box('p', 'verdict unknown', 'Not looked at: ', html(shown(message))),
    tag('p', '', html(shown(fix))),
  )
