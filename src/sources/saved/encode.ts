import type {Snapshot} from '../../core/kube/snapshot.ts'
import {finishDigest, startDigest} from './digest.ts'

/** Members of a snapshot in the order in which they are written. */
const MEMBERS = [
  'schema',
  'label',
  'takenAt',
  'began',
  'clockSkewSeconds',
  'serverVersion',
  'served',
  'coverage',
  'unreadable',
  'exposed',
  'handshakes',
  'reviews',
  'clients',
  'objects',
] as const satisfies readonly (keyof Snapshot)[]

/** About so many characters are handed out at once. */
const CHUNK = 65_536

/**
 * A snapshot as the text of a file, in pieces: one JSON document, with one line for each object, so that two snapshots
 * can be compared by `diff` and that a reader needs never hold the whole text. Every object in it must have passed the
 * door: the digest at the end says so.
 */
export function* encodeSnapshot(snapshot: Snapshot): Generator<string> {
  const hash = startDigest()
  let chunk = '{\n'
  for (const line of lines(snapshot)) {
    chunk += line
    if (chunk.length < CHUNK) continue
    hash.update(chunk, 'utf8')
    yield chunk
    chunk = ''
  }
  hash.update(chunk, 'utf8')
  yield `${chunk}"digest": "${finishDigest(hash)}"\n}\n`
}

function* lines(snapshot: Snapshot): Generator<string> {
  for (const member of MEMBERS) {
    const value = snapshot[member]
    if (value === undefined) continue
    if (!Array.isArray(value) || value.length === 0) {
      yield `"${member}": ${JSON.stringify(value)},\n`
      continue
    }
    yield `"${member}": [\n`
    for (const [i, element] of value.entries())
      yield `${JSON.stringify(element)}${i === value.length - 1 ? '\n' : ',\n'}`
    yield '],\n'
  }
}
