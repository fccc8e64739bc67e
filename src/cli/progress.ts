import type {Progress} from '../core/ports.ts'

/** Reads that are shorter than this show nothing. */
const QUIET = 500

interface ErrorStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** One line on a terminal that says how far a reading is, and vanishes; nothing where nobody looks. */
export const progressLine = (
  stream: ErrorStream,
  started: number,
): {readonly onProgress: (progress: Progress) => void; readonly clear: () => void} => {
  let isShown = false
  const clear = () => {
    if (isShown) stream.write('\r\u001b[K')
    isShown = false
  }
  const onProgress = ({kind, done, of, objects}: Progress) => {
    if (stream.isTTY !== true || Date.now() - started < QUIET) return
    const name = kind.slice(kind.indexOf('/') + 1)
    stream.write(`\r\u001b[K${done}/${of} kinds, ${objects} objects: ${name}`)
    isShown = true
  }
  return {onProgress, clear}
}
