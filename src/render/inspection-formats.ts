import type {InspectionDocument} from '../core/inspect/inspection.ts'
import {drawPanels} from './draw/panels.ts'
import {encodeJson} from './encode/json.ts'
import {encodeYaml} from './encode/yaml.ts'
import {sayInspections} from './say/inspection/inspection.ts'
import type {Terminal} from './terminal.ts'

export type InspectionFormat = 'tree' | 'wide' | 'json' | 'yaml'

/** What `inspect -o` can be, by name. */
export const inspectionFormats: Readonly<
  Record<InspectionFormat, (document: InspectionDocument, terminal: Terminal) => string>
> = {
  tree: (document, terminal) => drawPanels(sayInspections(document, {wide: false}), terminal),
  wide: (document, terminal) => drawPanels(sayInspections(document, {wide: true}), terminal),
  json: encodeJson,
  yaml: encodeYaml,
}
