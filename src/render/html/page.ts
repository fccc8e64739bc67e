import type {Answer, Answers, Unanswered} from '../../core/doctor/answer.ts'
import {shown} from '../escape.ts'
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
  const title = `Trust layer of ${answers.answers.map(nameOf).join(', ') || 'nothing'}`
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
    tag('header', 'class="top"', tag('h1', '', html(title)), TOOLS),
    ...(sections.length > 1 ? [contents(answers)] : []),
    tag('main', '', ...sections),
    tag('footer', '', `kubectl pki doctor -o html, version ${html(answers.version)}`),
    tag('script', '', SCRIPT),
  ]
  return `<!doctype html>\n${tag('html', 'lang="en"', tag('head', '', ...head), '\n', tag('body', '', ...body))}\n`
}

const TOOLS = box(
  'div',
  'tools',
  '<input type="search" id="filter" placeholder="Filter problems" aria-label="Filter problems">',
  '<button type="button" id="theme" aria-label="Dark or light">◐</button>',
)

const nameOf = ({report}: Answer): string => shown(report.context ?? report.source)

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

const answerSection = (answer: Answer, index: number, {several}: Answers): string =>
  tag(
    'section',
    `class="answer" id="answer-${index}"`,
    several ? tag('h2', 'class="context"', html(nameOf(answer))) : '',
    summarySection(answer),
    problemsSection(answer, `a${index}`),
    expirySection(answer),
    graphSection(answer, `g${index}`),
    openSection(answer),
  )

const unansweredSection = ({context, message, fix}: Unanswered, index: number): string =>
  tag(
    'section',
    `class="answer" id="unanswered-${index}"`,
    tag('h2', 'class="context"', html(shown(context))),
    box('p', 'verdict unknown', 'Not looked at: ', html(shown(message))),
    tag('p', '', html(shown(fix))),
  )
