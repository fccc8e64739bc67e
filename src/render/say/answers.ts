import type {Answers, Unanswered} from '../../core/doctor/answer.ts'
import {shown, shownName} from '../escape.ts'
import type {Block} from './block.ts'
import {type Detail, sayReport} from './report.ts'

/** All reports as blocks, one after the other; several have headings, and contexts that did not answer are named. */
export const sayAnswers = ({several, answers, unanswered}: Answers, detail: Detail): readonly Block[] => [
  ...answers.flatMap(({report}) => {
    const blocks = sayReport(report, detail)
    if (!several) return blocks
    const heading: Block = {is: 'heading', text: shownName(report.context ?? report.source)}
    const isQuiet = blocks.length === 0
    return [heading, ...(isQuiet ? [ALL_IS_WELL] : blocks)]
  }),
  ...unanswered.flatMap(sayUnanswered),
]

const ALL_IS_WELL: Block = {is: 'remark', sign: 'fine', text: 'nothing found'}

const sayUnanswered = ({context, message, fix}: Unanswered): readonly Block[] => [
  {is: 'heading', text: shownName(context)},
  {is: 'remark', sign: 'unsure', text: `not looked at: ${shown(message)}`},
  {is: 'remark', sign: 'unsure', text: shown(fix)},
]
