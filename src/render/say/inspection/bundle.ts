import type {BundleView, TargetView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Entry, Panel, Row} from '../panel.ts'
import {conditionEntries} from './order.ts'
import type {Saying} from './saying.ts'

/** Namespaces that have a line unless all are asked for; those where something is wrong come first. */
const LISTED = 15

/** A Bundle: what it is made of, and what each namespace has of it. */
export const sayBundle = (saying: Saying, {conditions, sources, selector, targets}: BundleView): readonly Panel[] => {
  const sorted = targets.toSorted((a, b) => RANK[a.state] - RANK[b.state])
  const listed = saying.wide ? sorted : sorted.slice(0, LISTED)
  const rest = sorted.length - listed.length
  return [
    {
      is: 'entries',
      heading: 'bundle',
      entries: [
        ...conditionEntries(conditions, saying.now),
        ...sources.map(sourceEntry),
        ...(selector === '' ? [] : [{label: 'goes to', text: shown(selector)}]),
      ],
    },
    ...(targets.length === 0
      ? []
      : [
          {
            is: 'table' as const,
            heading: `what ${targets.length === 1 ? 'one namespace has' : `${targets.length} targets have`}${rest > 0 ? `, the first ${listed.length} (-o wide shows all)` : ''}`,
            columns: ['NAMESPACE', 'KIND', 'STATE', 'CERTIFICATES', 'HASH', ''],
            rows: listed.map(targetRow),
          },
        ]),
  ]
}

const RANK: Readonly<Record<TargetView['state'], number>> = {missing: 0, drifted: 1, unknown: 2, synced: 3}

const SIGNS: Readonly<Record<TargetView['state'], Sign>> = {
  missing: 'error',
  drifted: 'warning',
  unknown: 'unsure',
  synced: 'fine',
}

const sourceEntry = ({from, certificates, problem}: BundleView['sources'][number]): Entry => ({
  ...(problem !== undefined && {sign: 'error' as const}),
  label: 'made of',
  text: `${shown(from, 300)}: ${problem === undefined ? certificatesText(certificates) : shown(problem, 300)}`,
})

const certificatesText = (count: number): string => (count === 1 ? '1 certificate' : `${count} certificates`)

const targetRow = ({namespace, object, state, hash, certificates, detail}: TargetView): Row => ({
  sign: SIGNS[state],
  cells: [
    shown(namespace, 80),
    object.kind.toLowerCase(),
    state,
    certificates === undefined ? '' : String(certificates),
    hash?.replace(/^sha256:/, '').slice(0, 12) ?? '',
    shown(detail ?? '', 200),
  ],
})
