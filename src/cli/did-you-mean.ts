import {slipsBetween} from '../core/slips.ts'
import type {Surface} from './completion/surface.ts'

/**
 * ` (did you mean doctor?)` for a usage message about a command or a flag that there is not, where one is nearly called so; else
 * nothing. `command`: the words of the command line up to the first flag.
 */
export const didYouMean = (message: string, {commands}: Surface, command: readonly string[]): string => {
  const missing = /^there is no command "([^"]*)"/.exec(message)?.[1]
  if (missing !== undefined) {
    const ids = Object.values(commands).map(({id}) => id.replaceAll(':', ' '))
    return suggestion(nearest(missing, ids))
  }
  const flag = /^nonexistent flags?: (--[\w-]+)/.exec(message)?.[1]
  const known = command
    .map((_, at) => commands[command.slice(0, at + 1).join(':')])
    .findLast(each => each !== undefined)
  if (flag === undefined || known === undefined) return ''
  return suggestion(
    nearest(
      flag,
      Object.values(known.flags).map(({name}) => `--${name}`),
    ),
  )
}

/** ` (did you mean doctor?)`; nothing where there is no such word. */
export const suggestion = (word: string | undefined): string => (word === undefined ? '' : ` (did you mean ${word}?)`)

/** The option with the fewest slips from the word: at most one for each three letters. */
export const nearest = (word: string, options: readonly string[]): string | undefined => {
  const most = Math.max(1, Math.floor(word.length / 3))
  const [best] = options
    .filter(option => Math.abs(option.length - word.length) <= most)
    .map(option => ({option, slips: slipsBetween(word, option)}))
    .sort((a, b) => a.slips - b.slips)
  return best !== undefined && best.slips <= most ? best.option : undefined
}
