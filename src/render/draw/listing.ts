import stringWidth from 'string-width'
import {paint, type Style, sign, type Terminal} from '../terminal.ts'
import {cut, pad, wrap} from '../wrap.ts'

export interface Column {
  readonly title: string
  /** It may be cut to so many columns of the terminal. Without it, it is shown whole: people paste names. */
  readonly least?: number
  /** Left out where the table would not fit otherwise; the highest first. */
  readonly droppable?: number
}

export interface Cell {
  readonly text: string
  readonly style?: Style
}

export interface Row {
  readonly cells: readonly Cell[]
  /** A sentence: a last column where that leaves enough room for it, else a line below. */
  readonly note?: Cell
}

/** Many things, one line each, as kubectl shows them. All text in it is already safe to show. */
export interface Listing {
  readonly columns: readonly Column[]
  /** Over the notes. */
  readonly noteTitle: string
  readonly rows: readonly Row[]
  /** Nothing is cut, left out or moved, however wide it gets. */
  readonly isWhole: boolean
}

const GAP = 3

/** A note with less room than this goes below its row. */
const NOTE_LEAST = 40

/** Draws a table in which names stay whole; a terminal that is too narrow loses columns, then has the notes below. */
export const drawListing = (table: Listing, terminal: Terminal): string => {
  if (table.rows.length === 0) return ''
  const isWhole = table.isWhole || terminal.isUnbounded === true
  const {columns, rows} = isWhole ? table : fitting(table, terminal.width)
  const widths = isWhole ? naturalWidths({columns, rows}) : narrowed(columns, rows, terminal.width)
  const room = terminal.width - total(widths) - GAP
  const longest = Math.max(0, ...rows.map(({note}) => stringWidth(note?.text ?? '')))
  const isBeside = isWhole || room >= Math.min(longest, NOTE_LEAST)
  const hasNotes = longest > 0
  const titles: Row = {
    cells: columns.map(({title}): Cell => ({text: title, style: 'dim'})),
    note: {text: table.noteTitle, style: 'dim'},
  }
  const noteRoom = isWhole ? Number.POSITIVE_INFINITY : room
  const lines = [titles, ...rows].flatMap((row, index) => {
    const line = drawRow(row.cells, widths, terminal)
    if (!hasNotes) return [line]
    if (isBeside) return [`${line}${drawNote(row.note, noteRoom, terminal)}`]
    return index === 0 ? [line] : [line, ...noteLines(row.note, terminal)]
  })
  return lines.map(line => `${line.trimEnd()}\n`).join('')
}

const drawRow = (cells: readonly Cell[], widths: readonly number[], terminal: Terminal): string =>
  cells
    .map(({text, style}, index) => {
      const width = widths[index] ?? 0
      const filled = pad(cut(text, width, sign(terminal, 'ellipsis')), width + GAP)
      return style === undefined ? filled : paint(terminal, style, filled)
    })
    .join('')

const drawNote = (note: Cell | undefined, room: number, terminal: Terminal): string => {
  if (note === undefined) return '-'
  const text = cut(note.text, room, sign(terminal, 'ellipsis'))
  return note.style === undefined ? text : paint(terminal, note.style, text)
}

const noteLines = (note: Cell | undefined, terminal: Terminal): readonly string[] =>
  note === undefined
    ? []
    : wrap(note.text, terminal.width - 4).map((line, index) => {
        const text = `  ${index === 0 ? sign(terminal, 'error') : ' '} ${line}`
        return note.style === undefined ? text : paint(terminal, note.style, text)
      })

type Content = Pick<Listing, 'columns' | 'rows'>

const naturalWidths = ({columns, rows}: Content): readonly number[] =>
  columns.map(({title}, index) =>
    Math.max(stringWidth(title), ...rows.map(({cells}) => stringWidth(cells[index]?.text ?? ''))),
  )

/** The table without the columns that it can do without, as few of them as possible. */
const fitting = (table: Content, width: number): Content => {
  const {columns, rows} = table
  const natural = naturalWidths(table)
  const least = columns.map(({least: most}, index) => Math.min(natural[index] ?? 0, most ?? Number.POSITIVE_INFINITY))
  const ranks = columns.map(({droppable = 0}) => droppable)
  const drop = ranks.indexOf(Math.max(...ranks))
  if (total(least) <= width || (ranks[drop] ?? 0) === 0) return table
  const without = <T>(all: readonly T[]): readonly T[] => all.filter((_, index) => index !== drop)
  return fitting({columns: without(columns), rows: rows.map(row => ({...row, cells: without(row.cells)}))}, width)
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1)

/** The widths after the columns that may be cut were cut, the last first. */
const narrowed = (columns: readonly Column[], rows: readonly Row[], width: number): readonly number[] => {
  const widths = [...naturalWidths({columns, rows})]
  for (let index = columns.length - 1; index >= 0; index -= 1) {
    const excess = total(widths) - width
    const [own = 0, least] = [widths[index], columns[index]?.least]
    if (excess > 0 && least !== undefined) widths[index] = Math.max(Math.min(own, least), own - excess)
  }
  return widths
}
