import {run} from '@oclif/core/run'
import {EXIT} from '../core/errors.ts'
import {surfaceIn} from './completion/surface.ts'
import {didYouMean} from './did-you-mean.ts'
import {failureOf} from './failure.ts'
import {onInterrupt} from './interrupt.ts'
import {flushed, forgiveStreams} from './streams.ts'
import {tuneEngine} from './tune-engine.ts'

/**
 * Runs one command line and ends the process with its exit code, whatever a plugin or a connection leaves behind. Plugins of
 * a user or a developer are not loaded: what lies in a data directory must not run inside a tool that reads Secrets.
 */
export const main = async (words: readonly string[], root: string): Promise<void> => {
  tuneEngine()
  const argv = withoutHelpCommand(words)
  const lost = forgiveStreams()
  onInterrupt()
  onLoss(argv, root)
  try {
    await run([...argv], {root, userPlugins: false, devPlugins: false})
    await flushed()
    lost.check()
  } catch (thrown) {
    tell(thrown, argv, root)
  }
  await flushed()
  process.exit(process.exitCode ?? EXIT.fine)
}

/** `help inspect` asks for the same as `inspect --help`, as in kubectl. */
const withoutHelpCommand = ([first, ...others]: readonly string[]): readonly string[] =>
  first === 'help' ? [...others, '--help'] : [...(first === undefined ? [] : [first]), ...others]

/** What nobody caught, and a run that ends in the middle because nothing is left to wait for: both are our mistakes. */
const onLoss = (argv: readonly string[], root: string): void => {
  process.on('uncaughtException', thrown => {
    tell(thrown, argv, root)
    process.exit()
  })
  process.on('beforeExit', () => {
    tell(new Error('the run came to no end'), argv, root)
    process.exit()
  })
}

const tell = (thrown: unknown, argv: readonly string[], root: string): void => {
  const verbosity = /(?:^| )-v[ =]?(\d+)/.exec(argv.join(' '))?.[1] ?? '0'
  const command = argv
    .filter(word => !word.startsWith('-'))
    .slice(0, 1)
    .join(' ')
  const firstFlag = argv.findIndex(word => word.startsWith('-'))
  const hint = (message: string) =>
    didYouMean(message, surfaceIn(root), firstFlag === -1 ? argv : argv.slice(0, firstFlag))
  const {lines, exit} = failureOf(thrown, {verbose: Number(verbosity) >= 4, command, hint})
  for (const line of lines) process.stderr.write(`${line}\n`)
  process.exitCode = exitOf(thrown) ?? exit
}

/** `this.exit(n)` of a command, help included. */
const exitOf = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT' && 'oclif' in thrown
    ? (thrown.oclif as {exit?: number}).exit
    : undefined
