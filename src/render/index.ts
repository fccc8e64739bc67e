import {type Answers, encodable} from '../core/doctor/answer.ts'
import {drawText} from './draw/text.ts'
import {encodeJson} from './encode/json.ts'
import {encodeJunit} from './encode/junit.ts'
import {encodePrometheus} from './encode/prometheus.ts'
import {encodeSarif} from './encode/sarif/sarif.ts'
import {encodeYaml} from './encode/yaml.ts'
import {encodeHtml} from './html/page.ts'
import {sayAnswers} from './say/answers.ts'
import type {Terminal} from './terminal.ts'

/** One way to answer. */
export interface Format {
  readonly draw: (answers: Answers, terminal: Terminal) => string
  /** What it shows beside the report: certificates with their ends, the graph of trust. */
  readonly shows: readonly ('expiries' | 'graph')[]
  /** It comes with a header on stderr. */
  readonly isForPeople: boolean
}

export type ReportFormat = 'text' | 'wide' | 'json' | 'yaml' | 'sarif' | 'junit' | 'prometheus' | 'html'

const people = (wide: boolean): Format => ({
  draw: (answers, terminal) => drawText(sayAnswers(answers, {wide}), terminal),
  shows: [],
  isForPeople: true,
})

const machines = (draw: (answers: Answers) => string, shows: Format['shows'] = []): Format => ({
  draw,
  shows,
  isForPeople: false,
})

/** What `doctor -o` can be, by name. */
export const reportFormats: Readonly<Record<ReportFormat, Format>> = {
  text: people(false),
  wide: people(true),
  json: machines(answers => encodeJson(encodable(answers))),
  yaml: machines(answers => encodeYaml(encodable(answers))),
  sarif: machines(encodeSarif),
  junit: machines(encodeJunit),
  prometheus: machines(encodePrometheus, ['expiries']),
  html: machines(encodeHtml, ['expiries', 'graph']),
}
