import type {Remedy} from '../../core/doctor/rule.ts'
import {shown} from '../escape.ts'
import {pasteLines} from '../paste.ts'
import type {FixStep} from './block.ts'

/** The steps of a fix, safe to show: each a sentence, and the lines to paste where there are any. */
export const fixSteps = (remedy: readonly Remedy[]): readonly FixStep[] =>
  remedy.map(step => ({say: shown(step.say), paste: pasteLines(step)}))

/** The same as plain text: `Fix: …`, what is to be pasted below it. */
export const fixText = (remedy: readonly Remedy[]): string =>
  fixSteps(remedy)
    .map(({say, paste}, index) => [`${index === 0 ? 'Fix' : 'Then'}: ${say}`, ...paste].join('\n'))
    .join('\n')
