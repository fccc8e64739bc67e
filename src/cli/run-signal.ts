import {PkiError} from '../core/errors.ts'
import {interrupted} from './interrupt.ts'
import {secondsOf} from './source-choice.ts'

/** Aborted by Ctrl-C, or with E_TIMEOUT when `--timeout` has passed. */
export const runSignal = (timeout: string): AbortSignal => {
  const seconds = secondsOf('--timeout', timeout)
  if (seconds === 0) return interrupted
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new PkiError('E_TIMEOUT', `the run took longer than ${timeout}`)),
    Math.min(seconds * 1000, 2 ** 31 - 1),
  )
  timer.unref()
  return AbortSignal.any([interrupted, controller.signal])
}
