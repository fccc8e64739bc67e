import {PkiError} from '../../core/errors.ts'

/** A snapshot that is none: what is wrong with it, and where, never what it holds. */
export const invalid = (detail: string): PkiError => new PkiError('E_SNAPSHOT_INVALID', detail)

/** The text is JSON perhaps, but not laid out as `encodeSnapshot` does. */
export class OtherLayout extends Error {
  readonly line: number

  constructor(line: number) {
    super(`line ${line} is laid out differently`)
    this.name = 'OtherLayout'
    this.line = line
  }
}
