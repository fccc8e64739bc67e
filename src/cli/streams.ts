// Loaded before its handlers are taken away again: oclif throws whatever standard output says but EPIPE.
import '@oclif/core/command'
import {PkiError} from '../core/errors.ts'

/**
 * `| head` is no error, and what cannot be said on standard error is not said: both end nothing, so that the exit code is
 * that of the result. An answer that did not get out for another reason, such as a full disk, is an error: `check` throws it.
 */
export const forgiveStreams = (): {check(): void} => {
  let lost: NodeJS.ErrnoException | undefined
  process.stderr.on('error', () => {})
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    lost ??= error
  })
  return {
    check: () => {
      if (lost === undefined || isReaderGone(lost)) return
      const fix = 'Write it somewhere else, or see to the space left.'
      throw new PkiError('E_FILE_UNREADABLE', `standard output cannot be written (${lost.code})`, {fix, cause: lost})
    },
  }
}

/** EPIPE, and what Node says of writes behind it. */
const isReaderGone = ({code}: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ECONNRESET'

/** Waits until all that was written has gone out, or cannot any more; a reader that takes its time is waited for. */
export const flushed = async (): Promise<void> => {
  await Promise.all(
    [process.stdout, process.stderr].map(stream => new Promise<void>(done => stream.write('', () => done()))),
  )
}
