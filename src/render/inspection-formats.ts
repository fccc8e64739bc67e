import type {InspectionDocument} from '../core/inspect/inspection.ts'
import {drawListing} from './draw/listing.ts'
import {drawPanels} from './draw/panels.ts'
import {drawText} from './draw/text.ts'
import {encodeInspectionPem} from './encode/inspection-pem.ts'
import {encodeInspectionText} from './encode/inspection-text.ts'
import {encodeJson} from './encode/json.ts'
import {encodeYaml} from './encode/yaml.ts'
import {sayCertificateTable, sayListGaps, sayTableSummary} from './say/certificate-table.ts'
import {sayInspections} from './say/inspection/inspection.ts'
import type {Detail} from './say/report.ts'
import type {Terminal} from './terminal.ts'

export type InspectionFormat = 'tree' | 'wide' | 'json' | 'yaml' | 'pem' | 'text'

/** What `inspect -o` can be, by name. */
export const inspectionFormats: Readonly<
  Record<InspectionFormat, (document: InspectionDocument, terminal: Terminal) => string>
> = {
  tree: (document, terminal) => drawForPeople(document, {wide: false}, terminal),
  wide: (document, terminal) => drawForPeople(document, {wide: true}, terminal),
  json: encodeJson,
  yaml: encodeYaml,
  pem: encodeInspectionPem,
  text: encodeInspectionText,
}

const drawForPeople = (document: InspectionDocument, detail: Detail, terminal: Terminal): string =>
  document.certificates === undefined
    ? drawPanels(sayInspections(document, detail), terminal)
    : drawListing(sayCertificateTable(document, detail), terminal)

/** What stderr says beside a list of all certificates: what was not looked at, and how many there are. */
export const drawListNotes = (document: InspectionDocument, terminal: Terminal): string =>
  document.certificates === undefined ? '' : `${drawText(sayListGaps(document), terminal)}${sayTableSummary(document)}`
