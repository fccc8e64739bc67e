import type {Answer} from '../../core/doctor/answer.ts'
import {openQuestions, questionText} from '../say/open-questions.ts'
import {html, tag} from './markup.ts'

/** What is not known, and why: by what was not looked at, with the rules that needed it. */
export const openSection = ({report}: Answer): string => {
  const questions = openQuestions(report)
  if (questions.length === 0) return ''
  const items = questions.map(question => tag('li', `class="${question.is}"`, html(questionText(question))))
  return tag(
    'section',
    'class="open"',
    tag('h2', '', 'What was not looked at'),
    tag('p', '', 'None of this counts as healthy. Who may see it can ask again.'),
    tag('ul', '', ...items),
  )
}
