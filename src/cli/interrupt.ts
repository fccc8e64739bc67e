import {EXIT} from '../core/errors.ts'

const controller = new AbortController()

/** Aborted by Ctrl-C. Whatever waits for something must take it. */
export const interrupted: AbortSignal = controller.signal

/** What does not end by itself within this time is ended. */
const PATIENCE_MS = 1000

/** The first Ctrl-C ends what is under way, the second ends the process; both quietly. */
export const onInterrupt = (): void => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted)
      process.exitCode = EXIT.interrupted
      setTimeout(() => process.exit(EXIT.interrupted), PATIENCE_MS).unref()
      controller.abort(new DOMException('interrupted', 'AbortError'))
    })
  }
}
