import type {Inspection, InspectionDocument} from '../../../core/inspect/inspection.ts'
import {shown, shownName} from '../../escape.ts'
import type {Panel} from '../panel.ts'
import type {Detail} from '../report.ts'
import {sayFindings} from '../report.ts'
import {sayBundle} from './bundle.ts'
import {sayChain} from './chains.ts'
import {sayIssuer} from './issuer.ts'
import {sayOrder} from './order.ts'
import {sayRequests} from './requests.ts'
import {type Saying, sayingOf} from './saying.ts'
import {sayAccess, sayData, sayHandshake, sayNode, sayServers} from './servers.ts'
import {sayStory} from './story.ts'
import {sayGaps, sayUsers, sayUses} from './uses.ts'
import {sayVerdicts} from './verdicts.ts'

/** The answer of `inspect` for people: one screen for each target. */
export const sayInspections = (document: InspectionDocument, detail: Detail): readonly Panel[] => {
  const now = Date.parse(document.takenAt)
  return [
    ...document.inspections.flatMap(inspection =>
      sayInspection(sayingOf(inspection, {now, wide: detail.wide}), document.source),
    ),
    ...sayCrashes(document.crashed ?? []),
  ]
}

const sayCrashes = (rules: readonly string[]): readonly Panel[] => {
  if (rules.length === 0) return []
  const text = `${rules.join(', ')} failed, which is our mistake: doctor says more`
  return [{is: 'entries', heading: 'not checked', entries: [{sign: 'error', label: '', text}]}]
}

const sayInspection = (saying: Saying, source: string): readonly Panel[] => {
  const {inspection, wide} = saying
  const {target, state, chains, story, madeBy = [], usedBy, gaps, unjudged} = inspection
  return [
    {is: 'title', text: shown(target, 300), badge: shownName(source)},
    {is: 'entries', heading: '', entries: sayVerdicts(saying)},
    ...chains.flatMap(chain => sayChain(saying, chain)),
    ...sayParts(saying),
    ...(story === undefined ? [] : sayStory(saying, story)),
    ...sayUses(saying, 'made by', madeBy),
    ...(usedBy === undefined ? [] : sayUsers(saying, usedBy)),
    ...sayProblems(inspection, {wide}),
    ...(state === 'shown' ? sayGaps(gaps, unjudged) : []),
  ]
}

/** What only some kinds of targets have. */
const sayParts = (saying: Saying): readonly Panel[] => {
  const {data, order, requests, issuer, bundle, node, servers, access, handshake} = saying.inspection
  return [
    ...(handshake === undefined ? [] : sayHandshake(handshake)),
    ...(access === undefined ? [] : sayAccess(access)),
    ...(node === undefined ? [] : sayNode(node)),
    ...(order === undefined ? [] : sayOrder(saying, order)),
    ...(requests === undefined ? [] : sayRequests(saying, requests)),
    ...(issuer === undefined ? [] : sayIssuer(saying, issuer)),
    ...(bundle === undefined ? [] : sayBundle(saying, bundle)),
    ...(servers === undefined ? [] : sayServers(saying, servers)),
    ...(data === undefined ? [] : sayData(data)),
  ]
}

/** What doctor finds on it and on what it comes from. */
const sayProblems = ({findings}: Inspection, detail: Detail): readonly Panel[] => {
  const blocks = sayFindings(findings, detail)
  return blocks.length === 0 ? [] : [{is: 'blocks', heading: 'findings', blocks}]
}
