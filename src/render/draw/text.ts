import stringWidth from 'string-width'
import type {Block, FixStep} from '../say/block.ts'
import {paint, type Sign, type Style, sign, type Terminal} from '../terminal.ts'
import {cut, pad, wrap} from '../wrap.ts'

const COLORS: Readonly<Partial<Record<Sign, Style>>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
  unsure: 'blue',
  fine: 'green',
}

/** Draws blocks for people: one empty line between problems, remarks together. Text to paste is never wrapped. */
export const drawText = (blocks: readonly Block[], terminal: Terminal): string => {
  const drawn = blocks.map(block => drawBlock(block, terminal))
  let out = ''
  drawn.forEach((lines, index) => {
    const isApart = index > 0 && (blocks[index]?.is !== 'remark' || blocks[index - 1]?.is !== 'remark')
    out += `${isApart ? '\n' : ''}${lines.join('\n')}\n`
  })
  return out
}

const drawBlock = (block: Block, terminal: Terminal): readonly string[] => {
  if (block.is === 'problem') return problem(block, terminal)
  if (block.is === 'remark') return remark(block, terminal)
  const text = cut(block.text, terminal.width - 6, sign(terminal, 'ellipsis'))
  const line = sign(terminal, 'line')
  const rest = Math.min(terminal.width, 120) - stringWidth(text) - 4
  return [paint(terminal, 'bold', `${line}${line} ${text} ${line.repeat(Math.max(0, rest))}`)]
}

const mark = (name: Sign, terminal: Terminal): string => paint(terminal, COLORS[name] ?? 'dim', sign(terminal, name))

const remark = ({sign: name, text}: Extract<Block, {is: 'remark'}>, terminal: Terminal): readonly string[] =>
  wrap(text, terminal.width - 2).map((line, index) => (index === 0 ? `${mark(name, terminal)} ${line}` : `  ${line}`))

const problem = (block: Extract<Block, {is: 'problem'}>, terminal: Terminal): readonly string[] => [
  ...heading(block, terminal),
  ...block.subjects.flatMap(text => indented(text, terminal)).map(line => paint(terminal, 'bold', line)),
  ...block.evidence.flatMap(text => indented(text, terminal)),
  ...block.fix.flatMap((step, index) => fixLines(step, index === 0 ? 'fix' : '', terminal)),
  ...column('so', soLines(block, terminal), terminal),
]

const heading = (block: Extract<Block, {is: 'problem'}>, terminal: Terminal): readonly string[] => {
  const {sign: name, id, title, badge = ''} = block
  const before = stringWidth(`${sign(terminal, name)} ${id}  `)
  const [first = '', ...rest] = wrap(title, terminal.width - before)
  const gap = Math.min(terminal.width, 120) - before - stringWidth(first) - stringWidth(badge)
  const tail = badge === '' || gap < 2 ? '' : `${' '.repeat(gap)}${paint(terminal, 'dim', badge)}`
  return [
    `${mark(name, terminal)} ${paint(terminal, 'dim', id)}  ${paint(terminal, 'bold', first)}${tail}`,
    ...rest.map(line => `${' '.repeat(before)}${paint(terminal, 'bold', line)}`),
  ]
}

const indented = (text: string, {width}: Terminal): readonly string[] =>
  text === '' ? [] : wrap(text, width - 2).map(line => `  ${line}`)

/** `  fix │ …`, the label on the first line only. */
const column = (label: string, lines: readonly string[], terminal: Terminal): readonly string[] => {
  const bar = paint(terminal, 'dim', sign(terminal, 'bar'))
  return lines.map((line, index) =>
    `  ${paint(terminal, 'dim', pad(index === 0 ? label : '', 3))} ${bar} ${line}`.trimEnd(),
  )
}

/** The sentence beside the bar; what is to be pasted without one, so that it can be copied as it stands. */
const fixLines = ({say, paste}: FixStep, label: string, terminal: Terminal): readonly string[] => [
  ...column(label, wrap(paste.length > 0 ? `${say}:` : say, terminal.width - 8), terminal),
  ...paste.map(line => paint(terminal, 'cyan', `        ${line}`)),
]

/** Columns that a note needs beside its name; else it stands below. */
const NOTE = 32

const soLines = ({so, soMore}: Extract<Block, {is: 'problem'}>, terminal: Terminal): readonly string[] => {
  const kinds = Math.max(...so.map(({kind}) => kind.length), 0)
  const names = Math.min(Math.max(...so.map(({name}) => stringWidth(name)), 0), 48)
  const mark = sign(terminal, 'ellipsis')
  const room = terminal.width - 8 - kinds - names - 5
  const lines = so.flatMap(({kind, name, note}) => {
    const named = `${pad(kind, kinds)} ${pad(cut(name, names, mark), names)}`
    if (room >= NOTE) return [`${named}    ${cut(note, room, mark)}`.trimEnd()]
    return note === '' ? [named.trimEnd()] : [named.trimEnd(), `  ${cut(note, terminal.width - 10, mark)}`]
  })
  return soMore === undefined ? lines : [...lines, `and ${soMore} more (-o wide shows all)`]
}
