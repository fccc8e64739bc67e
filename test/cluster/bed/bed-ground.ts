import {mkdirSync, mkdtempSync, readdirSync, realpathSync} from 'node:fs'
import {tmpdir} from 'node:os'
import path from 'node:path'
import type {ToolName} from './build/go-groups.ts'
import {toolPath} from './build/tools.ts'
import {Keeper} from './keeper/keeper.ts'
import type {KeptProcess} from './keeper/kept-process.ts'
import {claimPorts, type PortBlock} from './port-block.ts'

/** A program to run as a part of the bed. */
export interface Part {
  /** How it is called in `bed.process(name)` and in its log's file name. */
  readonly name: string
  /** A tool of the bed, or the path of a program. */
  readonly command: ToolName | {readonly path: string}
  /** Made anew for each start. */
  arguments(): Promise<readonly string[]> | readonly string[]
  readonly env?: Readonly<Record<string, string>>
  isReady(): Promise<unknown> | unknown
}

/** What every bed stands on: a folder, ports, and a keeper that stops whatever was started. */
export class BedGround {
  /** Logs are in `logs`; keys, kubeconfigs and data in `run`, which is also where programs run. */
  readonly folder: string
  readonly logs: string
  readonly run: string
  readonly ports: PortBlock
  readonly #keeper: Keeper
  readonly #isOurs: boolean
  readonly #parts = new Map<string, KeptProcess>()

  private constructor(folder: string, ports: PortBlock, isOurs: boolean) {
    this.folder = folder
    this.#isOurs = isOurs
    this.logs = path.join(folder, 'logs')
    this.run = path.join(folder, 'run')
    this.ports = ports
    mkdirSync(this.logs, {recursive: true})
    mkdirSync(path.join(this.run, 'home'), {recursive: true, mode: 0o700})
    this.#keeper = new Keeper({logs: this.logs, forget: [this.run]})
  }

  /** In a new folder for temporary files, or in a given one, which must be empty and stays. */
  static async create(folder?: string): Promise<BedGround> {
    if (folder === undefined) {
      const made = mkdtempSync(path.join(tmpdir(), 'kubectl-pki-bed-'))
      return new BedGround(realpathSync(made), await claimPorts(), true)
    }
    mkdirSync(folder, {recursive: true})
    if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`)
    return new BedGround(realpathSync(folder), await claimPorts(), false)
  }

  /** The environment of everything that runs in the bed: nothing of the user's but PATH. */
  get env(): Readonly<Record<string, string>> {
    return {PATH: process.env.PATH ?? '', HOME: path.join(this.run, 'home')}
  }

  /** Of the process that starts and stops all others. */
  get keeperPid(): number | undefined {
    return this.#keeper.pid
  }

  /** Starts a program and waits until it is ready. One that was started under that name before is replaced. */
  async start(part: Part): Promise<KeptProcess> {
    const before = this.#parts.get(part.name)
    if (before?.running) await before.stop()
    const {name} = part
    const log = path.join(this.logs, `${name}.log`)
    const make = async () => {
      const command = typeof part.command === 'string' ? await toolPath(part.command) : part.command.path
      return {name, command, args: await part.arguments(), env: {...this.env, ...part.env}, cwd: this.run, log}
    }
    const kept = this.#keeper.hold({name, log, make, isReady: part.isReady})
    this.#parts.set(name, kept)
    return kept.start()
  }

  /** @throws when nothing was started under that name. */
  process(name: string): KeptProcess {
    const kept = this.#parts.get(name)
    if (kept === undefined) throw new Error(`no process ${name}; there are ${[...this.#parts.keys()].join(', ')}`)
    return kept
  }

  get processes(): readonly KeptProcess[] {
    return [...this.#parts.values()]
  }

  /** Stops everything, and removes all that it wrote or, of a bed that failed, all but the logs. */
  async close(failed: boolean): Promise<void> {
    const all = this.#isOurs ? [this.folder] : [this.logs, this.run]
    await this.#keeper.close(failed ? [this.run] : all)
    this.ports.release()
  }
}
