import {flush} from '@oclif/core/flush'
import {run} from '@oclif/core/run'
import {EXIT} from '../core/errors.ts'
import {failureOf} from './failure.ts'
import {onInterrupt} from './interrupt.ts'

/**
 * Runs one command line and sets the exit code of the process. Plugins of a user or a developer are not loaded: what lies in a
 * data directory must not run inside a tool that reads Secrets.
 */
export const main = async (argv: readonly string[], root: string): Promise<void> => {
  process.stdout.on('error', endQuietly)
  onInterrupt()
  try {
    await run([...argv], {root, userPlugins: false, devPlugins: false})
    await flush()
  } catch (thrown) {
    const verbosity = /(?:^| )-v[ =]?(\d)/.exec(argv.join(' '))?.[1] ?? '0'
    const command = argv
      .filter(word => !word.startsWith('-'))
      .slice(0, 1)
      .join(' ')
    const {lines, exit} = failureOf(thrown, {verbose: Number(verbosity) >= 4, command})
    for (const line of lines) process.stderr.write(`${line}\n`)
    process.exitCode = exitOf(thrown) ?? exit
  }
}

/** `| head` is not an error. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.fine)
  throw error
}

/** `this.exit(n)` of a command, help included. */
const exitOf = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT' && 'oclif' in thrown
    ? (thrown.oclif as {exit?: number}).exit
    : undefined
