import type {Sign} from '../terminal.ts'

/** One step of a fix: a sentence, and the lines to paste. */
export interface FixStep {
  readonly say: string
  readonly paste: readonly string[]
}

/** What an answer says, before it is drawn. All text in it is already safe to show. */
export type Block =
  | {
      readonly is: 'problem'
      readonly sign: Sign
      readonly id: string
      readonly title: string
      /** At the right edge: `blocks 5`. */
      readonly badge?: string
      /** One line for each object that has it. */
      readonly subjects: readonly string[]
      readonly evidence: readonly string[]
      readonly fix: readonly FixStep[]
      readonly so: readonly {readonly kind: string; readonly name: string; readonly note: string}[]
      /** How many more consequences there are. */
      readonly soMore?: number
    }
  | {readonly is: 'remark'; readonly sign: Sign; readonly text: string}
  | {readonly is: 'heading'; readonly text: string}
