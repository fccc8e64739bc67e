import {stringify} from 'yaml'
import type {Remedy} from '../core/doctor/rule.ts'
import type {JsonObject} from '../core/kube/object.ts'
import {visible} from './escape.ts'

/**
 * The lines of a remedy that a person can paste into a POSIX shell; none where it is a sentence only. Names in a cluster are
 * hostile: words are quoted, and what no shell should ever see makes the remedy a sentence.
 */
export const pasteLines = ({run, apply}: Remedy): readonly string[] => {
  if (run !== undefined) return isPasteable(run) ? [run.map(quote).join(' ')] : []
  return apply === undefined || apply.length === 0 ? [] : heredoc(apply)
}

/** A word for a POSIX shell, in quotes where it needs them. */
export const quote = (word: string): string =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

const isPasteable = (words: readonly string[]): boolean => words.every(word => visible(word) === word)

const heredoc = (objects: readonly JsonObject[]): readonly string[] => {
  const documents = objects.map(object =>
    stringify(object, {lineWidth: 0, aliasDuplicateObjects: false}).trimEnd().split('\n'),
  )
  const body = documents.flatMap((lines, index) => (index === 0 ? lines : ['---', ...lines]))
  if (!isPasteable(body)) return []
  return ["kubectl apply -f - <<'YAML'", ...body, 'YAML']
}
