import * as Flags from '@oclif/core/flags'
import type {FailOn} from '../core/doctor/report.ts'
import {type InspectionFormat, inspectionFormats} from '../render/inspection-formats.ts'

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
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'file with findings to ignore; .kubectl-pki.yaml where there is one',
  }),
} as const
