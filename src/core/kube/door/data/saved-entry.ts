import type {DataEntry, DataKey} from '../../secret.ts'
import {isPlain} from '../plain.ts'
import {scrubText} from '../scrub/scrub.ts'
import {type Entry, entryOfText} from './data-entry.ts'

/**
 * An entry out of a saved snapshot. Whoever wrote the file may have put anything there, so only what an entry can be is
 * kept, and its texts are looked through like those that come from a cluster.
 */
export const savedEntry = (value: Readonly<Record<string, unknown>>): Entry => {
  const forms: string[] = []
  const clean = (text: string): string => {
    const scrubbed = scrubText(text)
    forms.push(...scrubbed.forms)
    return scrubbed.text
  }
  const fromPem = typeof value.pem === 'string' ? entryOfText(value.pem, false) : undefined
  forms.push(...(fromPem?.forms ?? []))
  const keys = [...list(value.keys, savedKey), ...(fromPem?.entry.keys ?? [])]
  const problems = list(value.problems, problem => savedProblem(problem, clean))
  const entry: DataEntry = {
    ...(fromPem?.entry.pem !== undefined && {pem: fromPem.entry.pem}),
    ...(keys.length > 0 && {keys}),
    ...(typeof value.text === 'string' && {text: clean(value.text)}),
    ...((value.store === 'jks' || value.store === 'pkcs12') && {store: value.store}),
    ...(problems.length > 0 && {problems}),
    ...(value.empty === true && {empty: true}),
    ...(value.trailingNewline === true && {trailingNewline: true}),
    ...((value.hidden === 'sops' || value.hidden === 'placeholder') && {hidden: value.hidden}),
  }
  return {entry, forms}
}

const list = <T>(value: unknown, read: (each: Readonly<Record<string, unknown>>) => T | undefined): readonly T[] =>
  Array.isArray(value) ? value.filter(isPlain).flatMap(each => read(each) ?? []) : []

const savedKey = ({hash, algorithm, bits, unreadable}: Readonly<Record<string, unknown>>): DataKey | undefined => {
  if (unreadable === 'encrypted' || unreadable === 'malformed') return {unreadable}
  if (typeof hash !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(hash)) return undefined
  if (typeof algorithm !== 'string' || !/^[\w-]{1,20}$/.test(algorithm) || typeof bits !== 'number') return undefined
  return {hash, algorithm, bits}
}

const savedProblem = (
  {line, detail}: Readonly<Record<string, unknown>>,
  clean: (text: string) => string,
): NonNullable<DataEntry['problems']>[number] | undefined =>
  typeof line === 'number' && typeof detail === 'string' ? {line, detail: clean(detail)} : undefined
