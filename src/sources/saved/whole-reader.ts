import {PkiError} from '../../core/errors.ts'
import type {Snapshot} from '../../core/kube/snapshot.ts'
import {SnapshotBuilder} from './builder.ts'
import {isList} from './elements.ts'
import {invalid} from './invalid.ts'

/** Other layouts are read whole; JavaScript's longest string is a little above this. */
const MAX_BYTES = 400 * 1024 * 1024

/**
 * Reads a snapshot in any layout of JSON, whole.
 * @throws PkiError where it is larger than 400 MiB, or no snapshot
 */
export const readWhole = async (chunks: AsyncIterable<Buffer>, file: string): Promise<Snapshot> => {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) {
      const detail = `${file} is larger than 400 MiB and not laid out as \`snapshot save\` does`
      throw new PkiError('E_FILE_TOO_LARGE', detail, {fix: 'Make a new one with `kubectl pki snapshot save FILE`.'})
    }
    held.push(chunk)
  }
  const text = Buffer.concat(held).toString('utf8')
  held.length = 0
  return build(parse(text, file), file)
}

const parse = (text: string, file: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (error) {
    throw invalid(`${file} is not a snapshot: ${whereItEnds(error)}`)
  }
  throw invalid(`${file} is not a snapshot`)
}

/** Where the parser stopped, without the piece of the text that its message quotes. */
const whereItEnds = (error: unknown): string => {
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('Unexpected end')) return 'its JSON is cut off'
  const line = /\(line (\d+) column \d+\)$/.exec(message)?.[1]
  return line === undefined ? 'it is no JSON' : `its JSON is broken in line ${line}`
}

const build = (value: Readonly<Record<string, unknown>>, file: string): Snapshot => {
  const builder = new SnapshotBuilder(file)
  builder.member('schema', value.schema, '')
  for (const [name, member] of Object.entries(value)) {
    if (!isList(name)) {
      builder.member(name, member, '')
      continue
    }
    if (!Array.isArray(member)) throw invalid(`${file} has \`${name}\` that are no list`)
    for (const [i, element] of member.entries()) builder.element(name, element, `at ${name}[${i}]`)
  }
  return builder.finish(false)
}
