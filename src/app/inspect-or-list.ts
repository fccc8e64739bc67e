import type {AnyRule} from '../core/doctor/rule.ts'
import type {InspectionDocument} from '../core/inspect/inspection.ts'
import type {RowSelection} from '../core/inspect/row-selection.ts'
import type {Target} from '../core/inspect/target.ts'
import {objectTargets} from '../core/inspect/target.ts'
import type {ReadOptions, Source} from '../core/ports.ts'
import {type InspectOptions, inspect} from './inspect.ts'
import {listCertificates} from './list-certificates.ts'

export interface InspectOrListOptions extends Omit<InspectOptions, 'rules'> {
  /** Which certificates are listed where there is no target. */
  readonly selection: RowSelection
  /** Loads the rules; a list needs none. */
  readonly catalogue: () => Promise<readonly AnyRule[]>
}

/** Looks at what was asked for; at every certificate where nothing was. */
export const inspectOrList = async (
  source: Source,
  targets: readonly Target[],
  {selection, catalogue, ...options}: InspectOrListOptions,
  read: ReadOptions = {},
): Promise<InspectionDocument> => {
  if (targets.length === 0) return listCertificates(source, {...options, ...selection}, read)
  const named = objectTargets(targets)
  return inspect(source, named, {...options, rules: await catalogue()}, read)
}
