import type {Finding} from '../../core/doctor/report.ts'
import {shown} from '../escape.ts'
import {committedLines, pasteLines} from '../paste.ts'
import type {FixStep} from './block.ts'

/** The steps of a fix, safe to show: each a sentence, and the lines to paste (into a shell, or a file) where there are any. */
export const fixSteps = ({remedy, at}: Pick<Finding, 'remedy' | 'at'>): readonly FixStep[] =>
  remedy.map(step => ({say: shown(step.say), paste: at === null ? pasteLines(step) : committedLines(step)}))

/** The same as plain text: `Fix: …`, what is to be pasted below it. */
export const fixText = (finding: Pick<Finding, 'remedy' | 'at'>): string =>
  fixSteps(finding)
    .map(({say, paste}, index) => [`${index === 0 ? 'Fix' : 'Then'}: ${say}`, ...paste].join('\n'))
    .join('\n')
