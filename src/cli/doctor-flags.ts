import * as Flags from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {FailOn} from '../core/doctor/report.ts'
import type {Ignore} from '../core/doctor/suppress.ts'
import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import {type ReportFormat, reportFormats} from '../render/index.ts'
import {probe} from '../wiring.ts'
import {ignoresOf} from './ignore-file.ts'
import {momentFlag} from './moment.ts'
import {type SourceFlagValues, scopeOf, secondsOf} from './source-choice.ts'

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
  watch: Flags.boolean({
    char: 'w',
    exclusive: ['snapshot', 'filename', 'kustomize', 'list-rules', 'now'],
    summary: 'go on looking, and say what appears and what goes, until Ctrl-C; as text, wide, or JSON lines',
  }),
  every: Flags.string({
    helpValue: 'DURATION',
    default: '1m',
    summary: 'with --watch: look again after this long also where nothing was seen to change',
  }),
  'list-rules': Flags.boolean({summary: 'list the rules instead of running them'}),
} as const

type DoctorFlagValues = InferredFlags<typeof doctorFlags>

/** How to judge: what is ignored, which namespaces, as of when, with handshakes or without. @throws PkiError */
export const judgingOf = async (flags: SourceFlagValues & DoctorFlagValues) => ({
  ignores: (await ignoresOf(flags)) satisfies readonly Ignore[],
  ...given({namespaces: scopeOf(flags), now: momentFlag(flags.now), probe: flags.probe ? probe : undefined}),
})

/** `--every`, in milliseconds. @throws PkiError E_USAGE for what is no duration of a second or more */
export const everyOf = ({every}: Pick<DoctorFlagValues, 'every'>): number => {
  const seconds = secondsOf('--every', every)
  if (seconds < 1) throw new PkiError('E_USAGE', '--every wants at least 1s')
  return Math.min(seconds * 1000, 2 ** 31 - 1)
}
