import type {Report} from '../core/doctor/report.ts'
import {drawText} from './draw/text.ts'
import {encodeJson} from './encode/json.ts'
import {encodeYaml} from './encode/yaml.ts'
import {sayReport} from './say/report.ts'
import type {Terminal} from './terminal.ts'

type Renderer<In> = (input: In, terminal: Terminal) => string

export type ReportFormat = 'text' | 'wide' | 'json' | 'yaml'

/** What `doctor -o` can be, by name. */
export const reportFormats: Readonly<Record<ReportFormat, Renderer<Report>>> = {
  text: (report, terminal) => drawText(sayReport(report, {wide: false}), terminal),
  wide: (report, terminal) => drawText(sayReport(report, {wide: true}), terminal),
  json: report => encodeJson(report),
  yaml: report => encodeYaml(report),
}

/** Formats for people: they come with a header and a summary on stderr. */
export const isForPeople = (format: ReportFormat): boolean => format === 'text' || format === 'wide'
