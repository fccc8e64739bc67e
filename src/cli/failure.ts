import {EXIT, PkiError} from '../core/errors.ts'
import {scrubText} from '../core/kube/door/scrub/scrub.ts'
import {shown, visible} from '../render/escape.ts'
import {usageMessage} from './usage-message.ts'

/** What the user sees of an error, and how the process ends. */
export interface Failure {
  readonly lines: readonly string[]
  readonly exit: number
}

export interface FailureOptions {
  readonly verbose: boolean
  readonly command: string
  /** What somebody may have meant, by what a usage error says. */
  readonly hint?: (message: string) => string
}

/** Turns whatever was thrown into sentences and an exit code; a stack trace only where `verbose`. */
export const failureOf = (thrown: unknown, {verbose, command, hint}: FailureOptions): Failure => {
  if (isPipeClosed(thrown)) return {lines: [], exit: EXIT.fine}
  if (isAbort(thrown)) return {lines: [], exit: EXIT.interrupted}
  if (thrown instanceof PkiError) {
    return {lines: sentences(thrown.message, thrown.fix.replace('{command}', command)), exit: thrown.exit}
  }
  if (isUsage(thrown)) {
    const isCommand = !/^command \S+ not found$/.test(thrown.message)
    const help = ['kubectl pki', ...(isCommand && command !== '' ? [command] : []), '--help'].join(' ')
    const message = usageMessage(thrown)
    return {lines: sentences(`${message}${hint?.(message) ?? ''}`, `See \`${help}\`.`), exit: EXIT.usage}
  }
  const {name, message, stack} = thrown instanceof Error ? thrown : new Error(String(thrown))
  const lines = sentences(
    `${name}: ${scrubText(message).text.split('\n')[0] ?? ''}`,
    'This is our mistake: please report it with the output of the same command and `-v 4`.',
  )
  return {
    lines: verbose && stack !== undefined ? [...lines, ...scrubText(stack).text.split('\n').map(visible)] : lines,
    exit: EXIT.bug,
  }
}

const sentences = (what: string, fix: string): readonly string[] => [
  `error: ${shown(scrubText(what).text)}`,
  `       ${shown(scrubText(fix).text)}`,
]

const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined

const isPipeClosed = (thrown: unknown): boolean => codeOf(thrown) === 'EPIPE'

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

/** oclif marks what its parser refuses with an exit code of 2. */
const isUsage = (thrown: unknown): thrown is Error =>
  thrown instanceof Error &&
  'oclif' in thrown &&
  typeof thrown.oclif === 'object' &&
  thrown.oclif !== null &&
  'exit' in thrown.oclif &&
  thrown.oclif.exit === EXIT.usage
