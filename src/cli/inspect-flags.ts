import * as Flags from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {FailOn} from '../core/doctor/report.ts'
import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import {parseRemaining, type RowSelection, SORT_KEYS} from '../core/inspect/row-selection.ts'
import {parseLabelSelector} from '../core/kube/parse-label-selector.ts'
import {type InspectionFormat, inspectionFormats} from '../render/inspection-formats.ts'

/** Flags of a run without a target. */
const LIST = 'LIST'

/** What `inspect` can be told beside where to look. */
export const inspectFlags = {
  output: Flags.option({
    char: 'o',
    options: Object.keys(inspectionFormats) as InspectionFormat[],
    default: 'tree' as InspectionFormat,
    summary: 'how to answer',
  })(),
  'fail-on': Flags.option({
    options: ['error', 'warning', 'info', 'none'] as const,
    default: 'error' as FailOn,
    summary: 'exit with 1 for findings of this severity or worse; an invalid chain counts as an error',
  })(),
  selector: Flags.string({
    char: 'l',
    helpGroup: LIST,
    helpValue: 'SELECTOR',
    summary: 'only what has these labels, as for kubectl',
  }),
  'sort-by': Flags.option({
    helpGroup: LIST,
    options: SORT_KEYS,
    summary: 'order of the list; expires where it is not said, and left is the share of its life',
  })(),
  'expiring-within': Flags.string({
    helpGroup: LIST,
    helpValue: '30d|20%',
    summary: 'only what has expired or has no more left than this time, or this share of its life',
  }),
  probe: Flags.boolean({
    exclusive: ['snapshot'],
    summary: 'shake hands with the TLS servers that objects name; off unless asked, because it dials them',
  }),
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'file with findings to ignore; .kubectl-pki.yaml where there is one',
  }),
} as const

/** The parsed flags of `inspect`, but for where to look. */
export type InspectFlagValues = InferredFlags<typeof inspectFlags>

type ListFlags = Partial<Pick<InspectFlagValues, 'output' | 'selector' | 'sort-by' | 'expiring-within'>>

/**
 * Which certificates a list shows.
 * @throws PkiError E_USAGE for values that cannot be read, for such flags beside a target, and for formats that need one
 */
export const rowSelectionOf = (flags: ListFlags, targets: readonly unknown[]): RowSelection => {
  const {selector, 'sort-by': sortBy, 'expiring-within': within} = flags
  const unused = (['selector', 'sort-by', 'expiring-within'] as const).find(name => flags[name] !== undefined)
  if (targets.length > 0 && unused !== undefined) {
    throw new PkiError('E_USAGE', `--${unused} is for the list of all certificates, which has no target`)
  }
  if (targets.length === 0 && (flags.output === 'pem' || flags.output === 'text')) {
    throw new PkiError('E_USAGE', `-o ${flags.output} shows certificates whole: name what holds them`)
  }
  return given({
    labels: selector === undefined ? undefined : parseLabelSelector(selector),
    expiringWithin: within === undefined ? undefined : parseRemaining(within),
    sortBy,
  })
}
