import type {Answer} from '../../core/doctor/answer.ts'
import type {AnyRule} from '../../core/doctor/rule.ts'
import type {Block, FixStep} from '../say/block.ts'
import {sayReport} from '../say/report.ts'
import {sign} from '../terminal.ts'
import {box, html, tag} from './markup.ts'

type Problem = Extract<Block, {is: 'problem'}>

/** Problems that are open when the page is: all of a few, the first of many. */
const [FEW, FIRST] = [5, 3]

/** Consequences that are open when their problem is. */
const SHORT = 8

const SIGNS = {width: 80, color: false, unicode: true}

/** One card for each problem: what is so, what mends it, what hangs on it. */
export const problemsSection = ({report, rules}: Answer, prefix: string): string => {
  const problems = sayReport(report, {wide: true}).filter(block => block.is === 'problem')
  if (problems.length === 0) return ''
  const byId = new Map(rules.map(rule => [rule.id as string, rule]))
  const cards = problems.map((problem, index) =>
    card(problem, {
      id: `problem-${prefix}-${index}`,
      isOpen: problems.length <= FEW || index < FIRST,
      rule: byId.get(problem.id),
    }),
  )
  return tag('section', 'class="problems"', tag('h2', '', 'What is wrong, and how to mend it'), ...cards)
}

interface Card {
  readonly id: string
  readonly isOpen: boolean
  readonly rule: AnyRule | undefined
}

const card = (problem: Problem, {id, isOpen, rule}: Card): string => {
  const {sign: severity, id: ruleId, title, badge, subjects, evidence, fix} = problem
  const [first = '', ...more] = subjects
  const heading = [
    tag('span', `class="sign ${severity}" aria-label="${severity}"`, html(sign(SIGNS, severity))),
    box(
      'span',
      'head',
      box('span', 'title', html(title)),
      box('span', 'rule', html(ruleId)),
      badge === undefined ? '' : box('span', 'badge', html(badge)),
    ),
    box('span', 'subject', html(first), more.length > 0 ? html(` and ${more.length} more`) : ''),
  ]
  const body = [
    ...(more.length > 0 ? [subjectList(subjects)] : []),
    ...evidence.map(text => box('p', 'evidence', html(text))),
    ...(fix.length > 0 ? [box('ol', 'fix', ...fix.map(fixItem))] : []),
    consequences(problem),
    ...(rule === undefined ? [] : [why(rule)]),
  ]
  const attributes = `class="card ${severity}" id="${id}"${isOpen ? ' open' : ''}`
  return tag('details', attributes, tag('summary', '', ...heading), ...body)
}

const subjectList = (subjects: readonly string[]): string =>
  box('ul', 'subjects', ...subjects.map(subject => tag('li', '', tag('code', '', html(subject)))))

const fixItem = ({say, paste}: FixStep): string => {
  const code = paste.join('\n')
  if (code === '') return tag('li', '', html(say))
  return tag(
    'li',
    '',
    html(say),
    box(
      'div',
      'paste',
      '<button type="button" class="copy">Copy</button>',
      tag('pre', '', tag('code', '', html(code))),
    ),
  )
}

const consequences = ({so}: Problem): string => {
  if (so.length === 0) return ''
  const rows = so.map(({kind, name, note}) =>
    tag('tr', '', tag('td', '', html(kind)), tag('td', '', tag('code', '', html(name))), tag('td', '', html(note))),
  )
  const table = tag('div', 'class="scroll"', tag('table', 'class="so"', tag('tbody', '', ...rows)))
  const attributes = `class="hanging"${so.length > SHORT ? '' : ' open'}`
  return tag('details', attributes, tag('summary', '', html(`What hangs on it (${so.length})`)), table)
}

const why = ({why: text, id, name}: AnyRule): string =>
  tag(
    'details',
    'class="why"',
    tag('summary', '', 'Why it matters'),
    tag('p', '', html(text)),
    tag('p', 'class="facts"', html(`${id} ${name}, kubectl pki explain ${id}`)),
  )
