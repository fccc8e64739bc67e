import {execFile} from 'node:child_process'
import {PkiError} from '../../core/errors.ts'
import {scrubText} from '../../core/kube/door/scrub/scrub.ts'
import {LIMITS} from './limits.ts'

export interface Running {
  /** Where programs are looked for, and what they are given. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly timeoutSeconds?: number
}

/**
 * What `kubectl kustomize DIR` prints, or `kustomize build DIR` where there is no kubectl. Neither is given a shell, plugins
 * or Helm; like kubectl, they fetch remote bases that the kustomization names.
 * @throws PkiError E_KUSTOMIZE, E_FILE_TOO_LARGE, E_TIMEOUT
 */
export const kustomize = async (directory: string, running: Running): Promise<string> => {
  const path = directory.startsWith('-') ? `./${directory}` : directory
  const viaKubectl = await run('kubectl', ['kustomize', path], running)
  const done = viaKubectl.is === 'absent' ? await run('kustomize', ['build', path], running) : viaKubectl
  if (done.is === 'printed') return done.text
  if (done.is === 'failed') throw new PkiError('E_KUSTOMIZE', `${done.command} ${directory} failed: ${done.why}`)
  throw new PkiError('E_KUSTOMIZE', `neither kubectl nor kustomize was found to build ${directory}`)
}

type Done =
  | {readonly is: 'printed'; readonly text: string}
  | {readonly is: 'absent'}
  | {readonly is: 'failed'; readonly command: string; readonly why: string}

const run = (program: string, args: readonly [string, string], running: Running): Promise<Done> => {
  const {env, signal, timeoutSeconds = LIMITS.kustomizeSeconds} = running
  const command = `${program} ${args[0]}`
  const options = {
    env: {...env},
    timeout: timeoutSeconds * 1000,
    maxBuffer: LIMITS.renderedBytes,
    windowsHide: true,
    ...(signal !== undefined && {signal}),
  }
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({is: 'printed', text: stdout})
      else if (error.code === 'ENOENT') resolve({is: 'absent'})
      else if (signal?.aborted === true) reject(signal.reason)
      else if (error.killed === true)
        reject(new PkiError('E_TIMEOUT', `${command} ${args[1]} took longer than ${timeoutSeconds} s`))
      else if (String(error.code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') reject(tooLarge(command, args[1]))
      else
        resolve({is: 'failed', command, why: shorten(stderr) || error.message.split('\n', 1)[0] || 'it said nothing'})
    })
  })
}

const tooLarge = (command: string, path: string): PkiError =>
  new PkiError('E_FILE_TOO_LARGE', `${command} ${path} printed more than ${LIMITS.renderedBytes / 1024 / 1024} MiB`)

/** Of a long text the start, which says what failed, and the end, which says why: kustomize tells one inside the other. */
const [START, END] = [80, 220]

/** One line of what a program said on stderr, without kubectl's log header; it may quote the files that it read. */
const shorten = (stderr: string): string => {
  const {text} = scrubText(stderr.slice(0, 64 * 1024))
  const line = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(?:error: |E\d{4} [\d:.]+ +\d+ [\w.]+:\d+\] "command failed" err=)/i, '')
  return line.length > START + END ? `${line.slice(0, START)}… ${line.slice(-END)}` : line
}
