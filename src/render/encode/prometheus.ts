import type {Answer, Answers} from '../../core/doctor/answer.ts'
import type {Report} from '../../core/doctor/report.ts'
import type {Severity} from '../../core/doctor/rule.ts'
import type {Expiry} from '../../core/x509/expiry.ts'
import {visible} from '../escape.ts'

type Labels = Readonly<Record<string, string | undefined>>
type Sample = readonly [labels: Labels, value: number]

interface Family {
  readonly name: string
  readonly help: string
  of(answer: Answer): readonly Sample[]
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/**
 * Prometheus' text format, for the textfile collector of node_exporter. A rule that was not checked has no number of findings:
 * that it is absent, and `kubectl_pki_rule_not_checked`, say so.
 */
export const encodePrometheus = (answers: Answers): string =>
  FAMILIES.map(family =>
    draw(
      family,
      answers.answers.flatMap(answer =>
        family.of(answer).map(([labels, value]): Sample => [{context: answer.report.context, ...labels}, value]),
      ),
    ),
  )
    .concat(
      draw(LOOKED, [
        ...answers.answers.map(({report}): Sample => [{context: report.context}, report.couldLook ? 1 : 0]),
        ...answers.unanswered.map(({context}): Sample => [{context}, 0]),
      ]),
      draw(BUILD, [[{version: answers.version}, 1]]),
    )
    .join('')

const FAMILIES: readonly Family[] = [
  {
    name: 'kubectl_pki_findings',
    help: 'Findings by rule and severity; 0 for a rule that looked at everything and found nothing.',
    of: answer => findingSamples(answer),
  },
  {
    name: 'kubectl_pki_rule_not_checked',
    help: 'Rules that could not look, by outcome: skipped, partial or crashed.',
    of: ({report}) =>
      report.rules.flatMap((run): readonly Sample[] => {
        const outcome = run.outcome === 'skipped' || run.outcome === 'crashed' ? run.outcome : 'partial'
        return outcome === 'partial' && run.notLookedAt.length === 0 ? [] : [[{rule: run.rule, outcome}, 1]]
      }),
  },
  {
    name: 'kubectl_pki_doubts',
    help: 'Questions that a rule left open.',
    of: ({report}) =>
      [...Map.groupBy(report.doubts, ({rule}) => rule)].map(([rule, {length}]): Sample => [{rule}, length]),
  },
  {
    name: 'kubectl_pki_suppressed_findings',
    help: 'Findings that are ignored on purpose.',
    of: ({report}) => [[{}, report.summary.suppressed]],
  },
  {
    name: 'kubectl_pki_certificate_not_after_timestamp_seconds',
    help: 'End of a certificate, as Unix time.',
    of: answer => certificateSamples(answer, ({notAfter}) => notAfter),
  },
  {
    name: 'kubectl_pki_certificate_chain_not_after_timestamp_seconds',
    help: 'The least end of the certificates of a chain, as Unix time.',
    of: answer => certificateSamples(answer, ({chainNotAfter}) => chainNotAfter),
  },
  {
    name: 'kubectl_pki_trust_anchor_not_after_timestamp_seconds',
    help: 'End of a certificate that a Bundle hands out, as Unix time.',
    of: answer =>
      endsOf(answer, 'anchor').map(({store, subject, notAfter}) => [{bundle: store, subject}, seconds(notAfter)]),
  },
  {
    name: 'kubectl_pki_objects',
    help: 'Objects that were looked at.',
    of: ({report}) => [[{}, report.objects]],
  },
  {
    name: 'kubectl_pki_last_run_timestamp_seconds',
    help: 'The moment that was judged, as Unix time.',
    of: ({report}) => [[{}, seconds(Date.parse(report.takenAt))]],
  },
]

const LOOKED = {name: 'kubectl_pki_could_look', help: 'Whether anything could be read at all.'}
const BUILD = {name: 'kubectl_pki_build_info', help: 'Version of kubectl-pki.'}

const findingSamples = ({report, rules}: Answer): readonly Sample[] => {
  const found = Map.groupBy(report.findings, ({rule, severity}) => `${rule} ${severity}`)
  const samples = [...found].map(([key, {length}]): Sample => {
    const [rule = '', severity = ''] = key.split(' ')
    return [{rule, severity}, length]
  })
  const loud = new Set(report.findings.map(({rule}) => rule))
  const severities = new Map(rules.map(({id, severity}) => [id as string, severity as Severity]))
  const quiet = report.rules
    .filter(run => !loud.has(run.rule) && isWhole(run, report))
    .map(({rule}): Sample => [{rule, severity: severities.get(rule) ?? 'error'}, 0])
  return [...samples, ...quiet].sort(([a], [b]) => ((a.rule ?? '') < (b.rule ?? '') ? -1 : 1))
}

/** Whether the rule looked at everything that it judges and was sure. */
const isWhole = ({rule, outcome, notLookedAt}: Report['rules'][number], {doubts}: Report): boolean =>
  (outcome === 'judged' || outcome === 'not-applicable') &&
  notLookedAt.length === 0 &&
  !doubts.some(doubt => doubt.rule === rule)

const endsOf = ({expiries}: Answer, is: Expiry['is']): readonly Expiry[] =>
  expiries?.known === true ? expiries.value.filter(each => each.is === is) : []

const certificateSamples = (answer: Answer, timeOf: (expiry: Expiry) => number): readonly Sample[] =>
  endsOf(answer, 'served').map(expiry => {
    const {namespace = '', certificate: name = '', store: secret} = expiry
    return [{namespace, name, secret}, seconds(timeOf(expiry))]
  })

/** One family, whose series are told apart by their labels: what is there twice is written once. */
const draw = ({name, help}: Pick<Family, 'name' | 'help'>, samples: readonly Sample[]): string => {
  const lines = new Map(samples.map(([labels, value]) => [seriesOf(name, labels), value]))
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...[...lines].map(([series, value]) => `${series} ${value}`),
    '',
  ].join('\n')
}

const seriesOf = (name: string, labels: Labels): string => {
  const pairs = Object.entries(labels).flatMap(([label, value]) =>
    value === undefined ? [] : [`${label}="${labelValue(value)}"`],
  )
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
}

/** Backslash, quote and line feed are escaped by the format; whatever else a terminal obeys is made visible before. */
const labelValue = (value: string): string =>
  visible(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
