import {needlesOf} from '../core/kube/door/needles.ts'

/** Every needle is at least as long: the bytes of a window as characters. */
const HEAD = 12

/** So many encodings around what `needlesOf` knows are undone. */
const MOST_LAYERS = 3

/**
 * Finds parts of secrets in texts, in every encoding that `needlesOf` knows, in URLs and JSON, and in base64 and hex of
 * such texts. One pass over a text, however many secrets there are.
 */
export const leakFinder = (secrets: readonly Buffer[]): ((text: string) => readonly string[]) => {
  const heads = new Map<string, string[]>()
  for (const needle of new Set(secrets.flatMap(secret => needlesOf(secret).flatMap(spellings)))) {
    const head = needle.slice(0, HEAD)
    heads.set(head, [...(heads.get(head) ?? []), needle])
  }
  const look = (text: string, layers: number): readonly string[] => [
    ...needlesIn(text, heads),
    ...(layers === 0 ? [] : peeled(text).flatMap(inner => look(inner, layers - 1))),
  ]
  return text => [...new Set(look(text, MOST_LAYERS))]
}

const needlesIn = (text: string, heads: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const found: string[] = []
  for (let at = 0; at + HEAD <= text.length; at += 1) {
    for (const needle of heads.get(text.slice(at, at + HEAD)) ?? []) {
      if (text.startsWith(needle, at)) found.push(needle)
    }
  }
  return found
}

const spellings = (needle: string): readonly string[] => [
  needle,
  encodeURIComponent(needle.toWellFormed()),
  JSON.stringify(needle).slice(1, -1),
]

/** What stands in long runs of base64 or hex, where that is text. */
const peeled = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9+/_-]{60,}/g) ?? [])
    .flatMap(run => [Buffer.from(run, 'base64'), ...(/^[0-9a-f]+$/i.test(run) ? [Buffer.from(run, 'hex')] : [])])
    .map(bytes => bytes.toString('latin1'))
    .filter(inner => /^[\t\n\r -~]{24}/.test(inner))
