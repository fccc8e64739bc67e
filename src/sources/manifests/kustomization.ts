import {posix} from 'node:path'
import {at, type Json, type JsonObject, list, record, text, texts} from '../../core/kube/object.ts'

/** What a `kustomization.yaml` says about the files around it. */
export interface Kustomization {
  /** The directory that it stands in; absolute, with `/`, like all paths here. */
  readonly directory: string
  readonly file: string
  /** What it sets for all that it lists. */
  readonly namespace?: string
  /** The files and directories that it takes objects from. */
  readonly lists: readonly string[]
  /** The files that it takes something else from: patches, inputs of generators, configuration. */
  readonly inputs: readonly string[]
  /** It takes objects from where we do not look: a remote base, a plugin. */
  readonly rendersElsewhere: boolean
}

export const isKustomizationFile = (path: string): boolean =>
  /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path)

/** Reads the parsed file. Fields that are absent or of another shape say nothing. */
export const kustomizationOf = (file: string, value: Json): Kustomization => {
  const body = record(value)
  const directory = posix.dirname(file)
  const namespace = text(body, 'namespace')
  const listed = ['resources', 'components', 'bases'].flatMap(field => texts(body, field))
  const place = (path: string): string => posix.resolve(directory, path)
  return {
    directory,
    file,
    ...(namespace !== undefined && namespace !== '' && {namespace}),
    // The charts that it renders are in the file itself.
    lists: [
      ...listed.filter(path => !isRemote(path)).map(place),
      ...(list(body, 'helmCharts').length > 0 ? [file] : []),
    ],
    inputs: inputsOf(body).map(place),
    rendersElsewhere: listed.some(isRemote) || RENDERERS.some(field => list(body, field).length > 0),
  }
}

const RENDERERS = ['helmChartInflationGenerator', 'generators', 'transformers']

/** A URL, or what kustomize takes for one: `github.com/org/repo//path?ref=v1`, `git@…`. */
const isRemote = (path: string): boolean => /:\/\/|^git@|^(?:github|gitlab|bitbucket)\.[a-z]+\/|\?ref=/.test(path)

const inputsOf = (body: JsonObject): readonly string[] =>
  [
    ...PATCHES.flatMap(field => list(body, field).map(entry => text(entry, 'path') ?? '')),
    ...PATHS.flatMap(field => texts(body, field)).filter(path => !path.includes('\n')),
    ...['configMapGenerator', 'secretGenerator'].flatMap(field => list(body, field).flatMap(generatorInputs)),
    ...list(body, 'helmCharts').flatMap(chart => [
      text(chart, 'valuesFile') ?? '',
      ...texts(chart, 'additionalValuesFiles'),
    ]),
    text(body, 'openapi', 'path') ?? '',
  ].filter(path => path !== '' && !isRemote(path))

const PATCHES = ['patches', 'patchesJson6902', 'replacements']

const PATHS = ['patchesStrategicMerge', 'crds', 'configurations', 'generators', 'transformers', 'validators']

/** `name=path` or `path`. */
const generatorInputs = (generator: Json): readonly string[] => [
  ...texts(generator, 'files').map(file => file.slice(file.indexOf('=') + 1)),
  ...texts(generator, 'envs'),
  ...(typeof at(generator, 'env') === 'string' ? [text(generator, 'env') ?? ''] : []),
]
