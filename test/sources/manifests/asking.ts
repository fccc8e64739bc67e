import type {KindInfo} from '../../../src/core/kube/kind.ts'
import {type Asked, type Contents, readText} from '../../../src/sources/manifests/text-reader.ts'

/** Reads a text as the source does, with all kinds wanted. */
export const read = (text: string, asked: Partial<Asked> = {}): Contents =>
  readText(text, {wants: (_: KindInfo) => true, budget: {left: 1_000_000}, isNamed: false, ...asked})

/** `kind/name` of what was read. */
export const names = ({manifests}: Contents): readonly string[] =>
  manifests.map(
    ({info, value}) => `${info.manifestKind}/${(value.metadata as {name?: string} | undefined)?.name ?? ''}`,
  )

/** The line of a text on which `# <mark>` stands. */
export const lineOf = (text: string, mark: string): number =>
  text.split('\n').findIndex(line => line.includes(`# ${mark}`)) + 1
