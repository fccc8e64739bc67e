import type {Inspection} from '../../core/inspect/inspection.ts'
import {shown} from '../escape.ts'

/** A comment for a target that has no certificate to print, so that nobody takes silence for an answer. */
export const noCertificate = ({target, state, gaps}: Pick<Inspection, 'target' | 'state' | 'gaps'>): string => {
  const because = gaps[0] === undefined ? '' : `: ${shown(gaps[0].because.detail, 200)}`
  const why = {
    absent: 'there is no such object',
    unknown: `could not be looked at${because}`,
    shown: 'no certificate in it',
  }[state]
  return `# ${shown(target, 400)}: ${why}\n`
}
