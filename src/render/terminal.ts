import {styleText} from 'node:util'

/** What text is drawn for. Found out once, at the edge. */
export interface Terminal {
  /** Columns. */
  readonly width: number
  readonly color: boolean
  /** Whether the locale can show more than ASCII. */
  readonly unicode: boolean
  /** No person looks at it, and programs take lines of any length: tables are not cut. */
  readonly isUnbounded?: true
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'blue'

/** Colours a text, or leaves it as it is. Never decides: whoever calls has looked at the terminal. */
export const paint = ({color}: Terminal, style: Style | readonly Style[], text: string): string =>
  color && text !== '' ? styleText(style as Style[], text, {validateStream: false}) : text

/** Signs that carry meaning, with their ASCII forms. */
const SIGNS = {
  error: ['✗', 'x'],
  warning: ['!', '!'],
  info: ['i', 'i'],
  unsure: ['?', '?'],
  fine: ['✓', 'ok'],
  bar: ['│', '|'],
  line: ['─', '-'],
  dot: ['·', '-'],
  ellipsis: ['…', '...'],
  times: ['×', 'x'],
} as const satisfies Record<string, readonly [string, string]>

export type Sign = keyof typeof SIGNS

export const sign = ({unicode}: Terminal, name: Sign): string => SIGNS[name][unicode ? 0 : 1]
