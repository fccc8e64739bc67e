import type {Report} from '../../core/doctor/report.ts'
import {shown, shownName} from '../escape.ts'
import type {Block} from './block.ts'
import {count} from './not-looked-at.ts'
import type {Detail} from './report.ts'

type Unreadable = Report['unreadable'][number]

/** Places of one reason that have a line of their own, and lines in all, unless asked for all. */
const [ALONE, LINES] = [3, 10]

/** What could not be read, a line for each; unless asked for all, one line for a reason that many places share (a chart). */
export const unreadableBlocks = (unreadable: Report['unreadable'], {wide}: Detail): readonly Block[] => {
  if (wide) return unreadable.map(each => remark(sayOne(each)))
  const lines = [...Map.groupBy(unreadable, ({detail}) => detail).values()].flatMap(group =>
    group.length > ALONE ? [{of: group.length, text: sayMany(group)}] : group.map(one => ({of: 1, text: sayOne(one)})),
  )
  const told = lines.length > LINES + 1 ? lines.slice(0, LINES) : lines
  const rest = lines.slice(told.length).reduce((sum, {of}) => sum + of, 0)
  const more = rest === 0 ? [] : [remark(`${rest} more could not be read (-o wide shows all)`)]
  return [...told.map(({text}) => remark(text)), ...more]
}

const remark = (text: string): Block => ({is: 'remark', sign: 'unsure', text})

const sayOne = (each: Unreadable): string => `${placeOf(each)} could not be read: ${shown(each.detail)}`

const sayMany = (group: readonly Unreadable[]): string => {
  const files = [...new Set(group.map(({what}) => shownName(what)))]
  const named = files.slice(0, ALONE).join(', ')
  const more = files.length > ALONE ? ` and ${count(files.length - ALONE, 'more file')}` : ''
  const detail = shown(group[0]?.detail ?? '')
  return `${group.length} places in ${named}${more} could not be read (-o wide shows all): ${detail}`
}

const placeOf = ({what, line}: Unreadable): string => `${shownName(what)}${line === undefined ? '' : `:${line}`}`
