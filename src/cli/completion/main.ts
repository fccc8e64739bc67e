import {complete} from './complete.ts'
import {surfaceIn} from './surface.ts'

/** A cluster is not waited for longer than this, the start of Node included. */
const PATIENCE_MS = 300

/** Answers `__complete WORD…` on standard output and ends the process: always quietly, always with 0. */
export const answerCompletion = async (words: readonly string[], root: string): Promise<void> => {
  const signal = AbortSignal.timeout(Math.max(Math.round(PATIENCE_MS - performance.now()), 1))
  const answer = await complete(words, surfaceIn(root), signal)
  process.stdout.write(answer, () => process.exit(0))
}
