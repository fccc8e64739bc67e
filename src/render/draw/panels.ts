import stringWidth from 'string-width'
import type {Panel} from '../say/panel.ts'
import {paint, sign, type Terminal} from '../terminal.ts'
import {cut} from '../wrap.ts'
import {columnsOf, drawEntries} from './entries.ts'
import {drawTable} from './table.ts'
import {drawText} from './text.ts'
import {drawTree} from './tree.ts'

/** Draws panels for people, one empty line between them, but for those without a heading: they belong to what is above. */
export const drawPanels = (panels: readonly Panel[], terminal: Terminal): string =>
  panels
    .filter(panel => panel.is !== 'entries' || panel.entries.length > 0)
    .map((panel, index) => {
      const isApart = index > 0 && (panel.is === 'title' || panel.heading !== '')
      return `${isApart ? '\n' : ''}${drawPanel(panel, terminal).join('\n')}\n`
    })
    .join('')

const drawPanel = (panel: Panel, terminal: Terminal): readonly string[] => {
  switch (panel.is) {
    case 'title':
      return [drawTitle(panel, terminal)]
    case 'entries':
      return [...heading(panel.heading, terminal), ...drawEntries(panel.entries, terminal)]
    case 'tree':
      return [...heading(panel.heading, terminal), ...drawTree(panel.roots, terminal)]
    case 'table':
      return [...heading(panel.heading, terminal), ...drawTable(panel, terminal)]
    case 'blocks':
      return [...heading(panel.heading, terminal), ...drawText(panel.blocks, terminal).trimEnd().split('\n')]
  }
}

const heading = (text: string, terminal: Terminal): readonly string[] =>
  text === '' ? [] : [paint(terminal, 'bold', text)]

/** `── secret/web-tls -n shop ───────── prod (live)`. */
const drawTitle = ({text, badge}: Extract<Panel, {is: 'title'}>, terminal: Terminal): string => {
  const line = sign(terminal, 'line')
  const short = cut(text, columnsOf(terminal) - 8, sign(terminal, 'ellipsis'))
  const room = columnsOf(terminal) - stringWidth(short) - 5
  const tail = badge !== '' && stringWidth(badge) + 3 <= room ? ` ${badge}` : ''
  const rule = line.repeat(Math.max(0, room - stringWidth(tail)))
  return `${paint(terminal, 'dim', `${line}${line}`)} ${paint(terminal, 'bold', short)} ${paint(terminal, 'dim', `${rule}${tail}`)}`
}
