import type {Answer} from '../../core/doctor/answer.ts'
import {openQuestions} from '../say/open-questions.ts'
import {html, tag} from './markup.ts'

/** What is not known, and why: by what was not looked at, with the rules that needed it. */
export const openSection = ({report}: Answer): string => {
  const byText = Map.groupBy(openQuestions(report), ({text}) => text)
  if (byText.size === 0) return ''
  const items = [...byText].map(([text, questions]) => {
    const rules = [...new Set(questions.flatMap(({rule}) => rule ?? []))]
    const named = rules.length === 0 ? '' : ` (${rules.join(' ')})`
    return tag('li', `class="${questions[0]?.is ?? ''}"`, html(`${text}${named}`))
  })
  return tag(
    'section',
    'class="open"',
    tag('h2', '', 'What was not looked at'),
    tag('p', '', 'None of this counts as healthy. Who may see it can ask again.'),
    tag('ul', '', ...items),
  )
}
