export type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'

/** What the keeper is told, one JSON object a line on its standard input. End of input means that the bed's owner is gone. */
export type Order =
  | {readonly order: 'start'; readonly id: number; readonly program: Program}
  | {readonly order: 'signal'; readonly id: number; readonly signal: Signal}
  /** Kill everything and leave; `forget` lists the folders and files to remove then. */
  | {readonly order: 'close'; readonly forget: readonly string[]}

/** A long-running program. Its output goes to the end of `log`. */
export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly log: string
}

/** What the keeper says, one JSON object a line on its standard output. */
export type Report =
  | {readonly report: 'started'; readonly id: number; readonly pid: number}
  | {readonly report: 'ended'; readonly id: number; readonly how: string}
  | {readonly report: 'closed'}
