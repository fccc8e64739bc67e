import type {ChainView} from '../../../core/inspect/chain-view.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Branch, Entry, Panel} from '../panel.ts'
import {certificateBranch} from './certificate-branch.ts'
import {pathTree, untold} from './path-tree.ts'
import type {Saying} from './saying.ts'

/** What stands in one place: a chain as the tree of its paths, or certificates that are trusted each on its own. */
export const sayChain = (saying: Saying, chain: ChainView): readonly Panel[] => {
  if (isTold(saying, chain)) return []
  const roots = chain.role === 'chain' ? pathTree(saying, chain) : authorities(saying, chain)
  const remarks = [...hostRemarks(chain), ...spareRemarks(saying, chain), ...problemRemarks(chain)]
  return [
    ...(roots.length === 0 ? [] : [{is: 'tree' as const, heading: headingOf(chain), roots}]),
    ...(remarks.length === 0 ? [] : [{is: 'entries' as const, heading: '', entries: remarks}]),
  ]
}

const headingOf = ({role, at, certificates}: ChainView): string => {
  const what =
    role === 'chain' ? 'chain in' : certificates.length === 1 ? 'authority in' : `${certificates.length} authorities in`
  if (at === 'served') return 'chain as served'
  return at === 'status.certificate' ? 'chain as issued' : `${what} ${shown(at, 200)}`
}

/** Authorities that are described; of more there is one line each. */
const DESCRIBED = 2
/** Authorities that have a line, unless all are asked for. */
const LISTED = 12

const authorities = (saying: Saying, {certificates}: ChainView): readonly Branch[] => {
  const shownOnes = saying.wide ? certificates : certificates.slice(0, LISTED)
  const isShort = !saying.wide && certificates.length > DESCRIBED
  return shownOnes.flatMap(fingerprint => {
    const certificate = saying.certificate(fingerprint)
    if (certificate === undefined) return []
    const branch = certificateBranch(saying, certificate)
    const isOver = Date.parse(certificate.notAfter) < saying.now
    return [
      {
        ...branch,
        ...(isOver && {sign: 'error' as const}),
        entries: isShort || isDrawn(saying, fingerprint) ? [] : branch.entries,
        children: [],
      },
    ]
  })
}

/** Authorities without a fault that stand in the tree of a chain already, which says where they lie. */
const isTold = (saying: Saying, {role, certificates, problems}: ChainView): boolean =>
  role === 'authorities' && problems.length === 0 && certificates.every(fingerprint => isDrawn(saying, fingerprint))

/** A chain of the same target has it in its tree already. */
const isDrawn = ({inspection, wide}: Saying, fingerprint: string): boolean =>
  !wide &&
  inspection.chains.some(
    ({role, paths}) => role === 'chain' && paths.some(path => path.certificates.includes(fingerprint)),
  )

const remark = (sign: Sign, text: string): Entry => ({sign, label: '', text})

const hostRemarks = ({hosts = []}: ChainView): readonly Entry[] => {
  const missed = hosts.filter(({covered}) => !covered).map(({host}) => host)
  const covered = hosts.filter(each => each.covered).map(({host}) => host)
  return [
    ...(covered.length === 0 ? [] : [remark('fine', `it is for ${shown(covered.join(', '))}`)]),
    ...(missed.length === 0 ? [] : [remark('error', `it is not for ${shown(missed.join(', '))}`)]),
  ]
}

/** What is not drawn: paths that were tried in vain beside one that holds, certificates on no path, authorities beyond a dozen. */
const spareRemarks = (saying: Saying, chain: ChainView): readonly Entry[] => {
  const hidden = untold(saying, chain)
  const used = new Set(chain.paths.flatMap(({certificates}) => certificates))
  const spare = chain.role === 'authorities' ? [] : chain.certificates.slice(1).filter(each => !used.has(each))
  const names = [...new Set(spare.map(each => saying.certificate(each)?.subject ?? each))]
  const unlisted = chain.role === 'authorities' && !saying.wide ? Math.max(0, chain.certificates.length - LISTED) : 0
  return [
    ...(hidden === 0
      ? []
      : [
          remark(
            'info',
            `${hidden} more ${hidden === 1 ? 'path was' : 'paths were'} tried and lost (-o wide shows all)`,
          ),
        ]),
    ...(names.length === 0 ? [] : [remark('warning', `sent along and of no use: ${shown(names.join('; '))}`)]),
    ...(unlisted === 0 ? [] : [remark('info', `and ${unlisted} more (-o wide shows all)`)]),
  ]
}

const problemRemarks = ({problems, at}: ChainView): readonly Entry[] =>
  problems.map(({line, detail}) => remark('warning', `${shown(at, 200)}, line ${line}: ${shown(detail)}`))
