import type {Answer} from '../../core/doctor/answer.ts'
import {graphAsOf} from '../../core/trust/as-of.ts'
import {condense} from '../../core/trust/condense.ts'
import type {TrustEdge, TrustState} from '../../core/trust/graph.ts'
import {shown} from '../escape.ts'
import {cut} from '../wrap.ts'
import {GAP, type Layout, layoutGraph, NODE, type Placed} from './graph-layout.ts'
import {box, html, tag} from './markup.ts'

/** Nodes of a role that are drawn one by one. */
const MOST = 24

/** Who signs, who approves, who asks and who trusts, as a drawing; a bad edge or node is one that something is wrong with. */
export const graphSection = ({graph, report}: Answer, prefix: string): string => {
  if (graph === undefined) return ''
  const heading = tag('h2', '', 'Who signs, who approves, who trusts')
  if (!graph.known) {
    const text = `Not known: ${shown(graph.because.detail)}`
    return tag('section', 'class="graph"', heading, box('p', 'unknown', html(text)))
  }
  if (graph.value.nodes.length === 0) return ''
  const now = graphAsOf(graph.value, Date.parse(report.takenAt))
  return tag(
    'section',
    'class="graph"',
    heading,
    LEGEND,
    box('div', 'scroll', draw(layoutGraph(condense(now, MOST)), `drawing-${prefix}`)),
  )
}

const LEGEND = box(
  'p',
  'legend facts',
  '<span class="fine">in order</span> <span class="bad">something is wrong</span> <span class="unknown">not known</span>',
)

const draw = ({width, height, columns, nodes, edges}: Layout, id: string): string => {
  const title = `<title id="${id}">Who signs, who approves and who trusts</title>`
  const heads = columns.map(({title: text, x}) => `<text class="head" x="${x}" y="16">${html(text)}</text>`)
  const attributes = `viewBox="-4 0 ${width + 8} ${height}" width="${width + 8}" height="${height}" role="img" aria-labelledby="${id}"`
  return tag('svg', attributes, title, ...heads, ...edges.map(drawEdge), ...nodes.map(drawNode))
}

const drawEdge = ({edge, from, to}: Layout['edges'][number]): string => {
  const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + NODE.height / 2, to.x, to.y + NODE.height / 2]
  // Past the columns between them straight, where nothing stands; the bend is in the gap before the last.
  const turn = x2 - GAP.x
  const bend = GAP.x / 2
  const path = `M${x1} ${y1}H${turn}C${turn + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  const text = `${shown(from.node.name, 200)} ${SAYS[edge.says]} ${shown(to.node.name, 200)}`
  return `<path class="edge ${edge.says} ${edge.state}" d="${path}"><title>${html(text)}</title></path>`
}

const SAYS: Readonly<Record<TrustEdge['says'], string>> = {
  signs: 'signs with',
  issues: 'issues, by way of approval, to',
  holds: 'is held by',
  reaches: 'reaches',
}

/** Columns of text that fit into a node. */
const FITS = 30

const MARKS: Readonly<Record<TrustState, string>> = {fine: '', bad: '✗ ', unknown: '? '}

const drawNode = ({node, x, y}: Placed): string => {
  const {name, note, state, role, members} = node
  const all =
    members.length > 1
      ? `: ${members
          .slice(0, 200)
          .map(each => shown(each, 100))
          .join(', ')}`
      : ''
  const line = (text: string) => html(cut(shown(text, 200), FITS, '…'))
  return tag(
    'g',
    `class="node ${role} ${state}" transform="translate(${x} ${y})"`,
    `<title>${html(`${shown(name, 300)}${all}${note === '' ? '' : `\n${shown(note, 300)}`}`)}</title>`,
    `<rect width="${NODE.width}" height="${NODE.height}" rx="8"/>`,
    `<text class="name" x="12" y="19">${MARKS[state]}${line(name)}</text>`,
    `<text class="note" x="12" y="36">${line(note)}</text>`,
  )
}
