import type {Json} from '../../../core/kube/object.ts'
import {LineSplitter} from './line-splitter.ts'
import {ListSplitter} from './list-splitter.ts'
import {isGood} from './read-json.ts'
import type {Exchange} from './wire.ts'

export interface ItemSink {
  /** An answer begins. What an earlier attempt has given is to be forgotten. */
  begin(): void
  take(items: readonly Json[]): void
}

interface Splitter {
  push(chunk: Buffer): void
  /** What is left when all has come in. */
  end(): Json | undefined
}

/** Takes a good answer apart while it comes in, where the request wants that; `taken` is its splitter once it is in use. */
export const intakeOf = ({
  items,
  lines,
}: {
  readonly items?: ItemSink
  readonly lines?: (line: Json) => void
}): {readonly sink: Exchange['sink']; readonly taken: () => Splitter | null} => {
  let splitter: Splitter | null = null
  const sink: Exchange['sink'] = (status, headers) => {
    if ((items === undefined && lines === undefined) || !isGood(status, headers)) return null
    items?.begin()
    const own = lines === undefined ? new ListSplitter(batch => items?.take(batch)) : new LineSplitter(lines)
    splitter = own
    return chunk => own.push(chunk)
  }
  return {sink, taken: () => splitter}
}
