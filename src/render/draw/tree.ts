import stringWidth from 'string-width'
import type {Branch} from '../say/panel.ts'
import {paint, type Style, type Terminal} from '../terminal.ts'
import {wrap} from '../wrap.ts'
import {columnsOf, drawSign, labelled, labelWidth} from './entries.ts'

interface Lines {
  readonly branch: string
  readonly last: string
  readonly down: string
}

const UNICODE: Lines = {branch: '├─', last: '└─', down: '│ '}
const ASCII: Lines = {branch: '|-', last: '`-', down: '| '}

/** A tree from left to right: each node with its entries, and below it whatever hangs on it. */
export const drawTree = (roots: readonly Branch[], terminal: Terminal): readonly string[] =>
  roots.flatMap(root => drawBranch(root, {first: '  ', rest: '  '}, terminal))

/** What stands before the title of a node, and before everything below that. */
interface Before {
  readonly first: string
  readonly rest: string
}

const drawBranch = (node: Branch, {first, rest}: Before, terminal: Terminal): readonly string[] => {
  const lines = terminal.unicode ? UNICODE : ASCII
  const labels = labelWidth(node.entries, 16)
  const dim = (text: string): string => paint(terminal, 'dim', text)
  const below = rest + (node.children.length > 0 ? lines.down : '  ')
  return [
    ...titleLines(node, {first, rest: below}, terminal),
    ...node.entries.flatMap(entry =>
      labelled({prefix: `${dim(below)}${drawSign(entry.sign, terminal)} `, below: dim(below), entry, labels}, terminal),
    ),
    ...node.children.flatMap((child, index) => {
      const isLast = index === node.children.length - 1
      const before = {
        first: dim(rest + (isLast ? lines.last : lines.branch)),
        rest: rest + (isLast ? '  ' : lines.down),
      }
      return drawBranch(child, before, terminal)
    }),
  ]
}

const titleLines = (node: Branch, {first, rest}: Before, terminal: Terminal): readonly string[] => {
  const {sign, title, badge = '', life} = node
  const before = `${first}${drawSign(sign, terminal)} `
  const bar = life === undefined ? '' : ` ${drawLife(life, terminal)}`
  const room = columnsOf(terminal) - stringWidth(before)
  const tail = `${badge}${bar}`
  const gap = room - stringWidth(title) - stringWidth(tail)
  if (gap >= 2) return [`${before}${paint(terminal, 'bold', title)}${tail === '' ? '' : ' '.repeat(gap)}${tail}`]
  const [head = '', ...more] = wrap(title, room)
  const indent = ' '.repeat(Math.max(0, stringWidth(before) - stringWidth(rest)))
  return [
    `${before}${paint(terminal, 'bold', head)}`,
    ...more.map(line => `${paint(terminal, 'dim', rest)}${indent}${paint(terminal, 'bold', line)}`),
    ...(tail === '' ? [] : [`${paint(terminal, 'dim', rest)}${indent}${tail}`]),
  ]
}

const CELLS = 10

/** `████████░░`: how much is left. Red where less than a sixth is left, as the rule for what expires soon has it. */
const drawLife = (life: number, terminal: Terminal): string => {
  const left = Math.min(CELLS, Math.max(life > 0 ? 1 : 0, Math.round(life * CELLS)))
  const color: Style = life < 1 / 6 ? 'red' : life < 1 / 3 ? 'yellow' : 'green'
  const [full, empty] = terminal.unicode ? ['█', '░'] : ['#', '.']
  return paint(terminal, color, full.repeat(left)) + paint(terminal, 'dim', empty.repeat(CELLS - left))
}
