import type {Snapshot} from '../../core/kube/snapshot.ts'
import type {Source} from '../../core/ports.ts'
import {SnapshotBuilder} from './builder.ts'
import {invalid, OtherLayout} from './invalid.ts'
import {LineReader} from './line-reader.ts'
import {type Input, open, shownName, startingWith} from './open.ts'
import {checkSchema} from './version.ts'
import {readWhole} from './whole-reader.ts'

/**
 * A saved snapshot as a source: plain or packed with gzip, in our layout of one object to a line or in any other. It
 * answers with what was saved, whatever the plan; what it does not hold is not covered, as its coverage says.
 * @param file a path, or `-` for standard input
 * @param stdin where standard input comes from
 */
export const saved = (file: string, stdin: Input['stdin'] = () => process.stdin): Source => ({
  read: (_plan, options) => readSnapshot({file, stdin, signal: options?.signal}),
})

/** So many bytes tell whether it is a snapshot, of which version, and whether it is laid out as we do. */
const ENOUGH = 256

const readSnapshot = async (input: Input): Promise<Snapshot> => {
  const name = shownName(input.file)
  const bytes = open(input)
  const head = await firstBytes(bytes)
  if (head.length === 0) throw invalid(`${name} is empty`)
  const start = head.toString('utf8', 0, ENOUGH)
  const schema = /^\ufeff?\s*\{\s*"schema"\s*:\s*"([^"\\]*)"/.exec(start)?.[1]
  if (schema !== undefined) checkSchema(schema, name)
  else if (!/^\ufeff?\s*\{/.test(start)) throw invalid(`${name} is not a snapshot`)
  const all = startingWith(head, bytes)
  if (!start.startsWith('{\n"schema": "')) return readWhole(all, name)
  try {
    return await readLines(all, name)
  } catch (error) {
    if (!(error instanceof OtherLayout)) throw error
    return await readAgain(input, error)
  }
}

const firstBytes = async (bytes: AsyncGenerator<Buffer>): Promise<Buffer> => {
  let head: Buffer = Buffer.alloc(0)
  while (head.length < ENOUGH) {
    const next = await bytes.next()
    if (next.done === true) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  return head
}

const readLines = async (bytes: AsyncIterable<Buffer>, name: string): Promise<Snapshot> => {
  const reader = new LineReader(new SnapshotBuilder(name))
  for await (const chunk of bytes) reader.push(chunk)
  const snapshot = reader.finish()
  if (snapshot === null) throw invalid(`${name} is cut off after line ${reader.lines}`)
  return snapshot
}

/** Somebody changed the layout of a file behind its first lines: it may be whole JSON all the same. */
const readAgain = async (input: Input, {line}: OtherLayout): Promise<Snapshot> => {
  const name = shownName(input.file)
  const broken = invalid(`${name} is broken in line ${line}`)
  if (input.file === '-') throw broken
  try {
    return await readWhole(open(input), name)
  } catch {
    throw broken
  }
}
