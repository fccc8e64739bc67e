import type {Report} from '../../core/doctor/report.ts'
import {shown, shownName} from '../escape.ts'
import type {Block} from './block.ts'
import {count} from './not-looked-at.ts'
import type {Detail} from './report.ts'

type Unreadable = Report['unreadable'][number]

/** Places of one reason that have a line of their own, and lines in all, unless asked for all. */
const [ALONE, LINES] = [3, 10]

/** What could not be read or is not judged, a line for each; unless asked for all, one line for a reason that many places share (a chart). */
export const unreadableBlocks = (unreadable: Report['unreadable'], {wide}: Detail): readonly Block[] => {
  if (wide) return unreadable.map(each => remark(unreadableText(each)))
  const groups = Map.groupBy(unreadable, ({detail, wasRead}) => `${wasRead === true}${detail}`)
  const lines = [...groups.values()].flatMap(group =>
    group.length > ALONE
      ? [{group, text: sayMany(group)}]
      : group.map(one => ({group: [one], text: unreadableText(one)})),
  )
  const told = lines.length > LINES + 1 ? lines.slice(0, LINES) : lines
  const rest = lines.slice(told.length).flatMap(({group}) => group)
  const what = rest.some(({wasRead}) => wasRead) ? 'more such places' : 'more could not be read'
  const more = rest.length === 0 ? [] : [remark(`${rest.length} ${what} (-o wide shows all)`)]
  return [...told.map(({text}) => remark(text)), ...more]
}

const remark = (text: string): Block => ({is: 'remark', sign: 'unsure', text})

/** One place in a sentence, safe to show. */
export const unreadableText = ({what, line, detail, wasRead}: Unreadable): string => {
  const place = `${shownName(what)}${line === undefined ? '' : `:${line}`}`
  return `${place}${wasRead === true ? '' : ' could not be read'}: ${shown(detail)}`
}

const sayMany = (group: readonly Unreadable[]): string => {
  const files = [...new Set(group.map(({what}) => shownName(what)))]
  const named = files.slice(0, ALONE).join(', ')
  const more = files.length > ALONE ? ` and ${count(files.length - ALONE, 'more file')}` : ''
  const {detail = '', wasRead} = group[0] ?? {}
  const unread = wasRead === true ? '' : ' could not be read'
  return `${group.length} places in ${named}${more}${unread} (-o wide shows all): ${shown(detail)}`
}
