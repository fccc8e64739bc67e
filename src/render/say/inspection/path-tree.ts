import type {ChainView, PathProblem, PathView} from '../../../core/inspect/chain-view.ts'
import type {FoundCertificate} from '../../../core/inspect/inspection.ts'
import {shown} from '../../escape.ts'
import type {Branch, Entry} from '../panel.ts'
import {certificateBranch, nameOf} from './certificate-branch.ts'
import type {Saying} from './saying.ts'

/** All paths of a chain as one tree: where certificates are cross-signed it forks. */
interface Step {
  readonly fingerprint: string
  readonly next: Map<string, Step>
  /** It is on a path that holds. */
  isValid: boolean
  readonly problems: PathProblem[]
}

/** Paths that lose and are shown unless all are asked for. */
const LOSERS = 5

/** The chain from its leaf to its anchors, every path that was tried, and at each that loses why and where. */
export const pathTree = (saying: Saying, chain: ChainView): readonly Branch[] => {
  const valid = chain.paths.filter(path => path.valid)
  const lost = chain.paths.filter(path => !path.valid)
  const told = saying.wide ? lost : valid.length > 0 ? [] : lost.slice(0, LOSERS)
  const paths = [...valid, ...told]
  const [leaf] = chain.certificates
  const roots = stepsOf(paths.length > 0 || leaf === undefined ? paths : [{certificates: [leaf], valid: false}])
  const drawn = new Set<string>()
  return [...roots.values()].map(step => branchOf(step, {saying, chain, drawn}))
}

const stepsOf = (paths: readonly PathView[]): Map<string, Step> => {
  const roots = new Map<string, Step>()
  for (const {certificates, valid, problem} of paths) {
    let level = roots
    for (const fingerprint of certificates) {
      const step: Step = level.get(fingerprint) ?? {fingerprint, next: new Map(), isValid: false, problems: []}
      level.set(fingerprint, step)
      step.isValid ||= valid
      if (problem?.at === fingerprint && !step.problems.some(({detail}) => detail === problem.detail))
        step.problems.push(problem)
      level = step.next
    }
  }
  return roots
}

interface Drawing {
  readonly saying: Saying
  readonly chain: ChainView
  /** Told already: a CA that signed two others is described once. */
  readonly drawn: Set<string>
}

const branchOf = (step: Step, drawing: Drawing): Branch => {
  const {saying, chain, drawn} = drawing
  const certificate = saying.certificate(step.fingerprint)
  if (certificate === undefined) return {title: step.fingerprint, entries: [], children: []}
  const {entries, ...own} = certificateBranch(saying, certificate)
  const isAgain = drawn.has(step.fingerprint)
  drawn.add(step.fingerprint)
  const problems = step.problems.map((problem): Entry => problemEntry(problem))
  const sign = step.isValid ? ('fine' as const) : problems[0]?.sign
  return {
    ...own,
    ...(sign !== undefined && {sign}),
    entries: isAgain
      ? [{label: '', text: 'described above'}, ...problems]
      : [...entries, ...placeEntries(certificate, chain), ...endEntries(step, certificate, saying), ...problems],
    children: [...step.next.values()].map(next => branchOf(next, drawing)),
  }
}

/** What is trusted by nobody whom we have looked at may well be trusted elsewhere. */
const UNANCHORED: ReadonlySet<string> = new Set(['issuer-unknown', 'untrusted-root'])

const problemEntry = ({code, detail}: PathProblem): Entry => ({
  sign: UNANCHORED.has(code) ? 'unsure' : 'error',
  label: 'but',
  text: shown(detail),
})

/** Where it lies, unless that is the chain itself, and who trusts it. That an anchor is not sent along is as it should be. */
const placeEntries = ({places, fingerprint}: FoundCertificate, chain: ChainView): readonly Entry[] => {
  const own = places.filter(place => place.is === 'own' && place.at !== chain.at).map(place => place.at)
  const trusting = places.filter(place => place.is !== 'own').map(place => place.at)
  const isMissing = chain.notSent.includes(fingerprint)
  return [
    ...(isMissing ? [{sign: 'error' as const, label: 'missing', text: 'it is needed, and is not sent along'}] : []),
    ...(own.length === 0 ? [] : [{label: 'lies', text: shown(`in ${own.join(', ')}`)}]),
    ...(trusting.length === 0
      ? []
      : [{label: isMissing ? 'found' : 'trusted', text: shown(`${isMissing ? 'as' : 'by'} ${trusting.join(', ')}`)}]),
  ]
}

/** Who issued the last one, where that is known by name only. */
const endEntries = ({next}: Step, {isSelfSigned, issuer}: FoundCertificate, {wide}: Saying): readonly Entry[] =>
  wide || next.size > 0 || isSelfSigned ? [] : [{label: 'issuer', text: nameOf({subject: issuer, sans: []})}]

/** How many paths of a chain are not drawn. */
export const untold = ({wide}: Saying, {paths}: ChainView): number => {
  const lost = paths.filter(path => !path.valid).length
  if (wide) return 0
  return lost < paths.length ? lost : Math.max(0, lost - LOSERS)
}
