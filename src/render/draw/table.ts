import stringWidth from 'string-width'
import type {Panel} from '../say/panel.ts'
import {paint, sign, type Terminal} from '../terminal.ts'
import {cut, pad} from '../wrap.ts'
import {drawSign} from './entries.ts'

type Table = Extract<Panel, {is: 'table'}>

/** Columns as kubectl draws them, three spaces between; where they do not fit the widest gives way. */
export const drawTable = ({columns, rows}: Table, terminal: Terminal): readonly string[] => {
  const marked = rows.some(row => row.sign !== undefined)
  const margin = marked ? stringWidth(`${drawSign(undefined, terminal)} `) : 0
  const widths = columnWidths([columns, ...rows.map(({cells}) => cells)], terminal.width - margin)
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0, sign(terminal, 'ellipsis')), widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  return [
    ' '.repeat(margin) + paint(terminal, 'dim', line(columns)),
    ...rows.map(row => `${marked ? `${drawSign(row.sign, terminal)} ` : ''}${line(row.cells)}`.trimEnd()),
  ]
}

const GAP = '   '

/** Narrower than this no column gets. */
const LEAST = 8

/** The widths of the columns: as wide as their widest cell, but all together not wider than the terminal. */
const columnWidths = (lines: readonly (readonly string[])[], width: number): readonly number[] => {
  const count = Math.max(0, ...lines.map(cells => cells.length))
  const widths = Array.from({length: count}, (_, index) =>
    Math.max(...lines.map(cells => stringWidth(cells[index] ?? ''))),
  )
  let over = widths.reduce((sum, each) => sum + each, 0) + GAP.length * Math.max(0, count - 1) - width
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths))
    const next = Math.max(LEAST, ...widths.filter((_, index) => index !== widest))
    const own = widths[widest] ?? 0
    if (own <= LEAST) break
    const cutting = Math.min(over, Math.max(1, own - next))
    widths[widest] = own - cutting
    over -= cutting
  }
  return widths
}
