import {existsSync} from 'node:fs'
import {KUSTOMIZED} from '../../core/chart-source.ts'
import {PkiError} from '../../core/errors.ts'
import {KINDS, type Kind} from '../../core/kube/kind.ts'
import type {ReadOptions, ReadPlan, Source} from '../../core/ports.ts'
import {assemble} from './assemble.ts'
import {decode} from './decode.ts'
import {addContents, KEY_KINDS, miss, newGathering} from './gathering.ts'
import {kustomize} from './kustomize.ts'
import {LIMITS} from './limits.ts'
import type {FileReading} from './read-file.ts'
import {readTrees} from './read-trees.ts'
import {RELEASE_KINDS} from './releases.ts'
import {bytesOfStream, namedPathError} from './source-file.ts'
import {readText} from './text-reader.ts'
import {shownRoot, slashed, walk} from './walk.ts'

export interface ManifestsOptions {
  /** Files and directories, `-` for stdin. */
  readonly paths: readonly string[]
  /** A directory with a kustomization, to be rendered. */
  readonly kustomize?: string
  /** These manifests are the whole PKI configuration: what is absent is missing. */
  readonly complete: boolean
  /** For objects that name none, and to which no kustomization gives one. */
  readonly namespace?: string
  readonly stdin: AsyncIterable<Uint8Array | string>
  /** For `kubectl` and `kustomize`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: () => Date
}

/**
 * Reads Kubernetes manifests from files, directories, stdin and kustomizations. Each object knows its file and the lines of
 * its fields. Nothing that stands in a file is ever run. Files are taken as they are written: patches and name changes of a
 * kustomization show with `kustomize` only, but the namespace that it sets is used.
 */
export const manifests = (options: ManifestsOptions): Source => ({
  read: async (plan, readOptions = {}) => {
    const {paths, namespace = 'default', complete, clock} = options
    const trees = paths.filter(path => path !== '-').map(path => walk(checked(path)))
    const reading = newReading(plan, readOptions)
    await readTrees(reading, trees)
    if (paths.includes('-')) await readStdin(reading, options.stdin)
    if (options.kustomize !== undefined) await readRendered(reading, options.kustomize, options.env)
    return assemble(reading.gathering, {
      label: labelOf(options),
      trees,
      kinds: plannedKinds(plan),
      complete,
      namespace,
      now: clock(),
    })
  },
})

const checked = (path: string): string => {
  if (!/^https?:\/\//.test(path)) return path
  const fix = 'Download it, or pipe it in: `curl … | kubectl pki doctor -f -`.'
  throw new PkiError('E_FILE_MISSING', `${path} is no file`, {fix})
}

const labelOf = ({paths, kustomize: rendered}: ManifestsOptions): string =>
  [...paths.map(path => (path === '-' ? 'stdin' : path)), ...(rendered === undefined ? [] : [`-k ${rendered}`])].join(
    ', ',
  )

/** Who asks for releases gets what they refer to. */
const plannedKinds = ({kinds, gets = []}: ReadPlan): readonly Kind[] => {
  const planned = [...kinds, ...gets.map(get => get.kind)]
  return [...new Set([...planned, ...(planned.some(kind => RELEASE_KINDS.includes(kind)) ? FILE_KINDS : [])])]
}

const FILE_KINDS = KINDS.filter(({inFilesOnly}) => inFilesOnly === true).map(({kind}) => kind)

const newReading = (plan: ReadPlan, {signal}: ReadOptions): FileReading => {
  const wanted = new Set([...plannedKinds(plan), ...KEY_KINDS])
  return {
    gathering: newGathering(),
    // Of a kustomization, `kustomizedCharts` makes what there is.
    wants: ({kind}) => kind !== KUSTOMIZED && wanted.has(kind),
    budget: {left: LIMITS.yamlChars},
    left: {manifests: LIMITS.totalBytes, others: LIMITS.otherTotalBytes},
    ...(signal !== undefined && {signal}),
  }
}

const readStdin = async (reading: FileReading, stdin: ManifestsOptions['stdin']): Promise<void> => {
  const {gathering, signal} = reading
  const before = gathering.found
  let bytes: Uint8Array
  try {
    bytes = await bytesOfStream(stdin, LIMITS.fileBytes)
  } catch (cause) {
    signal?.throwIfAborted()
    throw namedPathError('stdin', cause)
  }
  const decoded = decode(bytes)
  if (decoded.is !== 'text') {
    miss(gathering, {what: 'stdin', detail: decoded.is === 'binary' ? 'it is no text' : `it is in ${decoded.encoding}`})
  } else addContents(gathering, {shown: 'stdin', place: null}, readText(decoded.text, {...reading, isNamed: true}))
  if (gathering.found === before) throw new PkiError('E_NO_MANIFESTS', 'stdin holds no Kubernetes manifest')
}

const readRendered = async (reading: FileReading, directory: string, env: ManifestsOptions['env']): Promise<void> => {
  const {gathering, signal} = reading
  const text = await kustomize(directory, {env, ...(signal !== undefined && {signal})})
  const before = gathering.found
  const from = {shown: kustomizationIn(directory), place: null, isRendered: true} as const
  addContents(gathering, from, readText(text, {...reading, isNamed: true}))
  if (gathering.found === before) throw new PkiError('E_NO_MANIFESTS', `${directory} renders no Kubernetes manifest`)
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** The file that rendered objects are shown as coming from. */
const kustomizationIn = (directory: string): string => {
  const name = NAMES.find(each => existsSync(`${directory}/${each}`)) ?? NAMES[0]
  const shown = shownRoot(directory)
  return shown === '' ? `${name}` : `${slashed(shown)}/${name}`
}
