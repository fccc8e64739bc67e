import * as Flags from '@oclif/core/flags'
import type {FailOn} from '../core/doctor/report.ts'
import {type ReportFormat, reportFormats} from '../render/index.ts'

/** What chooses one cluster, or none. */
const NOT_BESIDE_CONTEXTS = ['context', 'cluster', 'user', 'server', 'snapshot', 'filename', 'kustomize']

/** What `doctor` can be told beside where to look. */
export const doctorFlags = {
  output: Flags.option({
    char: 'o',
    options: Object.keys(reportFormats) as ReportFormat[],
    default: 'text' as ReportFormat,
    summary: 'how to answer',
  })(),
  'fail-on': Flags.option({
    options: ['error', 'warning', 'info', 'none'] as const,
    default: 'error' as FailOn,
    summary: 'exit with 1 for findings of this severity or worse',
  })(),
  strict: Flags.boolean({summary: 'exit with 1 also for what could not be looked at'}),
  ignore: Flags.string({
    helpValue: 'RULE[=NS/NAME]',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'count these findings, but do not show them',
  }),
  category: Flags.string({
    helpValue: 'CATEGORY',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'run the rules of a category',
  }),
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'file with findings to ignore; .kubectl-pki.yaml where there is one',
  }),
  contexts: Flags.string({
    helpValue: 'NAME,NAME',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    exclusive: ['all-contexts', ...NOT_BESIDE_CONTEXTS],
    summary: 'look at several clusters at once, by the contexts of the kubeconfig',
  }),
  'all-contexts': Flags.boolean({
    exclusive: ['contexts', ...NOT_BESIDE_CONTEXTS],
    summary: 'look at the clusters of all contexts of the kubeconfig',
  }),
  probe: Flags.boolean({
    exclusive: ['snapshot'],
    summary: 'shake hands with the TLS servers that objects name; off unless asked, because it dials them',
  }),
  'list-rules': Flags.boolean({summary: 'list the rules instead of running them'}),
} as const
