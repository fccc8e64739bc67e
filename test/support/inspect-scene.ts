import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {inspect} from '../../src/app/inspect.ts'
import type {Inspection, InspectionDocument} from '../../src/core/inspect/inspection.ts'
import {objectTargets, parseTargets} from '../../src/core/inspect/target.ts'
import {type InspectionFormat, inspectionFormats} from '../../src/render/inspection-formats.ts'
import {rules} from '../../src/rules/index.ts'
import {type SceneOptions, scene} from './scene.ts'

/** What `inspect` answers about targets of a scene. */
export const inspectScene = (
  yaml: string,
  words: readonly string[],
  options: SceneOptions = {},
): Promise<InspectionDocument> =>
  inspect({read: async () => scene(yaml, options)}, objectTargets(parseTargets(words, () => false)), {
    rules,
    ...doctorFacts,
  })

/** The answer about one target. */
export const inspectOne = async (yaml: string, word: string, options: SceneOptions = {}): Promise<Inspection> => {
  const [first] = (await inspectScene(yaml, [word], options)).inspections
  if (first === undefined) throw new Error(`nothing about ${word}`)
  return first
}

/** The same as somebody sees it on a terminal without colours. */
export const drawScene = async (
  yaml: string,
  word: string,
  {
    format = 'tree' as InspectionFormat,
    width = 100,
    unicode = true,
    ...options
  }: SceneOptions & {
    readonly format?: InspectionFormat
    readonly width?: number
    readonly unicode?: boolean
  } = {},
): Promise<string> =>
  inspectionFormats[format](await inspectScene(yaml, [word], options), {width, color: false, unicode})
