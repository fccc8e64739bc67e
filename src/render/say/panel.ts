import type {Sign} from '../terminal.ts'
import type {Block} from './block.ts'

/** A word and what it stands for. Long text goes on below itself. */
export interface Entry {
  readonly sign?: Sign
  /** A column of its own before the label: a clock. */
  readonly lead?: string
  readonly label: string
  readonly text: string
}

/** A node of a tree with what is said of it. */
export interface Branch {
  readonly sign?: Sign
  readonly title: string
  /** At the right edge. */
  readonly badge?: string
  /** What is left of a life, from 0 to 1: a bar behind the badge. */
  readonly life?: number
  readonly entries: readonly Entry[]
  readonly children: readonly Branch[]
}

/** One row of a table; a sign before it where it has one. */
export interface Row {
  readonly sign?: Sign
  readonly cells: readonly string[]
}

/** A part of an answer that is looked at rather than read. All text in it is already safe to show. */
export type Panel =
  | {readonly is: 'title'; readonly text: string; readonly badge: string}
  | {readonly is: 'entries'; readonly heading: string; readonly entries: readonly Entry[]}
  | {readonly is: 'tree'; readonly heading: string; readonly roots: readonly Branch[]}
  | {readonly is: 'table'; readonly heading: string; readonly columns: readonly string[]; readonly rows: readonly Row[]}
  | {readonly is: 'blocks'; readonly heading: string; readonly blocks: readonly Block[]}
