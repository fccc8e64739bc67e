import {stripVTControlCharacters} from 'node:util'

/**
 * What oclif's parser refuses, as one sentence: without its colours, its headline, its "See more help" line and its line
 * breaks.
 */
export const usageMessage = (thrown: Error): string => {
  const command = /^command (\S+) not found$/.exec(thrown.message)?.[1]
  if (command !== undefined) return `there is no command ${JSON.stringify(command.replaceAll(':', ' '))}`
  if ('args' in thrown && Array.isArray(thrown.args) && thrown.message.startsWith('Missing ')) {
    return missing(thrown.args)
  }
  const lines = stripVTControlCharacters(thrown.message)
    .replace(/\nSee more help with --help$/, '')
    .split('\n')
    .map(line => together(line.trim()))
    .filter(line => !/^(The following errors? occurred:)?$/.test(line))
  const [first = '', ...more] = new Set(lines)
  return [first.charAt(0).toLowerCase() + first.slice(1), ...more].join('; ')
}

interface Argument {
  readonly name: string
  readonly description?: string
  readonly options?: readonly string[]
}

/** As help names them; oclif's note that a flag may have taken them is not true of ours. */
const missing = (all: readonly Argument[]): string =>
  all
    .map(({name, description, options}) => {
      const meaning = [description, options?.join(' or ')].filter(text => text !== undefined).join(': ')
      return `${name.toUpperCase()} is missing${meaning === '' ? '' : ` (${meaning})`}`
    })
    .join('; ')

/** oclif says it of both flags. */
const together = (line: string): string => {
  const [, one, other] = /^--([\w-]+)(?:=.*)? cannot also be provided when using --([\w-]+)$/s.exec(line) ?? []
  if (one === undefined || other === undefined) return line
  const [first, second] = [one, other].sort()
  return `--${first} and --${second} exclude each other`
}
