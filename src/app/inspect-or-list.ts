import type {AnyRule} from '../core/doctor/rule.ts'
import {given} from '../core/given.ts'
import type {InspectionDocument} from '../core/inspect/inspection.ts'
import type {Outside} from '../core/inspect/outside.ts'
import type {RowSelection} from '../core/inspect/row-selection.ts'
import {isOutside, objectTargets, type Target} from '../core/inspect/target.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {type InspectOptions, inspect} from './inspect.ts'
import {inspectOutside} from './inspect-outside.ts'
import {listCertificates} from './list-certificates.ts'
import {NOTHING} from './read-for-inspect.ts'
import {readTrust} from './read-trust.ts'

export interface InspectOrListOptions extends Omit<InspectOptions, 'rules'> {
  /** Which certificates are listed where there is no target. */
  readonly selection: RowSelection
  /** Loads the rules; a list needs none. */
  readonly catalogue: () => Promise<readonly AnyRule[]>
  readonly outside: Outside
  /** Somebody chose where to look: files are judged by what is trusted there. */
  readonly isSourceChosen: boolean
}

/** Looks at what was asked for, objects before all others; at every certificate where nothing was. */
export const inspectOrList = async (
  source: Source,
  targets: readonly Target[],
  options: InspectOrListOptions,
  read: ReadOptions = {},
): Promise<InspectionDocument> => {
  const {selection, catalogue, outside, isSourceChosen, ...others} = options
  if (targets.length === 0) return listCertificates(source, {...others, ...selection}, read)
  const [strange, named] = [targets.filter(isOutside), objectTargets(targets)]
  const objects =
    named.length === 0 ? undefined : await inspect(source, named, {...others, rules: await catalogue()}, read)
  if (strange.length === 0 && objects !== undefined) return objects
  const isWanted = strange.some(({is}) => is === 'server' || (is === 'file' && isSourceChosen))
  const trust = isWanted ? await readTrust(source, read) : {trusted: NOTHING}
  const now = options.now ?? (objects === undefined ? outside.now() : new Date(objects.takenAt))
  return {
    schema: 'kubectl-pki/inspection.v1',
    source: objects?.source ?? (trust.trusted.label || 'this machine'),
    takenAt: now.toISOString(),
    inspections: [...(objects?.inspections ?? []), ...(await inspectOutside(strange, {outside, now, ...trust}, read))],
    ...given({crashed: objects?.crashed}),
    gaps: objects?.gaps ?? [],
  }
}
