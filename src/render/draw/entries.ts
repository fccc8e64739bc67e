import stringWidth from 'string-width'
import type {Entry} from '../say/panel.ts'
import {paint, type Sign, type Style, sign, type Terminal} from '../terminal.ts'
import {pad, wrap} from '../wrap.ts'

const COLORS: Readonly<Partial<Record<Sign, Style>>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
  unsure: 'blue',
  fine: 'green',
}

/** Wider lines cannot be read; only tables take all that there is. */
export const columnsOf = ({width}: Terminal): number => Math.min(width, 120)

/** A sign in its colour, as wide as the widest of them. */
export const drawSign = (name: Sign | undefined, terminal: Terminal): string => {
  const width = terminal.unicode ? 1 : 2
  return name === undefined
    ? ' '.repeat(width)
    : paint(terminal, COLORS[name] ?? 'dim', sign(terminal, name)) +
        ' '.repeat(Math.max(0, width - stringWidth(sign(terminal, name))))
}

/** The width of the column of labels: that of the longest, but for the few that would push everything to the right. */
export const labelWidth = (entries: readonly Entry[], most: number): number =>
  Math.max(0, ...entries.map(({label}) => stringWidth(label)).filter(width => width <= most))

/** Entries in columns: sign, clock, label, text. */
export const drawEntries = (entries: readonly Entry[], terminal: Terminal): readonly string[] => {
  const labels = labelWidth(entries, Math.min(40, Math.floor(columnsOf(terminal) * 0.4)))
  const leads = Math.max(0, ...entries.map(({lead = ''}) => stringWidth(lead)))
  return entries.flatMap(entry => {
    const lead = leads === 0 ? '' : `${paint(terminal, 'dim', pad(entry.lead ?? '', leads))}  `
    return labelled({prefix: `  ${drawSign(entry.sign, terminal)} ${lead}`, entry, labels}, terminal)
  })
}

/** One entry behind a prefix: the label, and the text beside it, or below where the label is too long for its column. */
export const labelled = (
  {
    prefix,
    below = '',
    entry: {label, text},
    labels,
  }: {readonly prefix: string; readonly below?: string; readonly entry: Entry; readonly labels: number},
  terminal: Terminal,
): readonly string[] => {
  const indent = pad(below, stringWidth(prefix) + (labels === 0 ? 0 : labels + 2))
  const lines = wrap(text, Math.max(24, columnsOf(terminal) - stringWidth(indent)))
  if (stringWidth(label) > labels) return [`${prefix}${label}`, ...lines.map(line => indent + line)]
  const [first = '', ...rest] = lines
  const head = `${prefix}${paint(terminal, 'dim', pad(label, labels))}${labels === 0 ? '' : '  '}${first}`
  return [head.trimEnd(), ...rest.map(line => indent + line)]
}
