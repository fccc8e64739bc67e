import {PkiError} from '../../core/errors.ts'
import {miss} from './gathering.ts'
import {isKustomizationFile} from './kustomization.ts'
import {type FileReading, readFile} from './read-file.ts'
import type {SourceFile} from './source-file.ts'
import type {Tree} from './walk.ts'

/**
 * Reads the files of trees. Kustomizations come first: they tell which other files are patches and inputs, and no manifests.
 * A file counts once, however often it is named.
 * @throws PkiError where a tree has nothing to look at
 */
export const readTrees = async (reading: FileReading, trees: readonly Tree[]): Promise<void> => {
  const {gathering, signal} = reading
  signal?.throwIfAborted()
  const pause = pauses(signal)
  const kustomizations = new Map(
    trees.flatMap(tree => tree.files.filter(isKustomization).map(file => [file.place, file] as const)),
  )
  for (const file of kustomizations.values()) await readFile(reading, file, false)
  const inputs = inputsOf(reading)
  const seen = new Set<string>()
  for (const tree of trees) {
    const before = gathering.found
    for (const entry of tree.unreadable) miss(gathering, entry)
    const fresh = tree.files.filter(({place}) => !seen.has(place))
    for (const file of fresh) {
      await pause()
      seen.add(file.place)
      if (!kustomizations.has(file.place)) await readFile(reading, file, !file.isNamed && inputs.has(file.place))
    }
    if (gathering.found === before && fresh.length === tree.files.length) throw nothingIn(tree, kustomizations.size > 0)
  }
}

const isKustomization = ({place}: SourceFile): boolean => isKustomizationFile(place)

const inputsOf = ({gathering: {kustomizations}}: FileReading): ReadonlySet<string> => {
  const inputs = new Set(kustomizations.flatMap(each => each.inputs))
  for (const {lists} of kustomizations) for (const place of lists) inputs.delete(place)
  return inputs
}

const nothingIn = ({given, isDirectory}: Tree, isKustomized: boolean): PkiError =>
  new PkiError(
    'E_NO_MANIFESTS',
    `${given} holds no Kubernetes manifest`,
    isDirectory && isKustomized ? {fix: `Render it: \`-k ${given}\`.`} : {},
  )

const PAUSE_EVERY_MS = 25

/** Lets signals and timers in from time to time: reading itself never waits. */
const pauses = (signal: AbortSignal | undefined): (() => Promise<void>) => {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < PAUSE_EVERY_MS) return
    await new Promise(resolve => setImmediate(resolve))
    signal?.throwIfAborted()
    last = performance.now()
  }
}
