import {Agent, request} from 'node:https'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Access} from '../../bed/kube-api.ts'
import type {Kind} from './inventory.ts'

/** Controllers answer each other within a few hundredths of a second; this is how long nothing may happen, in milliseconds. */
const QUIET = 500
/** After so long without a rest, in milliseconds, what is there has to do: some states are never quiet. */
const PATIENCE = 15_000

/** Watches kinds of a cluster, and tells when their controllers have come to rest. */
export class Stillness {
  readonly #agent: Agent
  readonly #access: Access
  #last = Date.now()
  #closed = false

  constructor(access: Access, kinds: readonly Kind[]) {
    const {ca, certificate, key} = access
    this.#access = access
    this.#agent = new Agent({keepAlive: true, ca, ...(certificate && key ? {cert: certificate, key} : {})})
    for (const kind of kinds) void this.#watch(kind.path)
  }

  /** Something was done just now; waits until everything that follows from it has happened. */
  async settled(): Promise<void> {
    const start = Date.now()
    this.#last = start
    while (Date.now() - this.#last < QUIET && Date.now() - start < PATIENCE) await sleep(25)
  }

  close(): void {
    this.#closed = true
    this.#agent.destroy()
  }

  /** Again and again: a watch ends when its time is over, or with its kind. */
  async #watch(path: string): Promise<void> {
    while (!this.#closed) {
      await this.#watchOnce(path)
      await sleep(500)
    }
  }

  #watchOnce(path: string): Promise<void> {
    return new Promise(resolve => {
      const url = new URL(`${path}?watch=true`, this.#access.server)
      const asked = request(url, {agent: this.#agent, headers: {accept: 'application/json'}}, response => {
        response.on('data', () => {
          this.#last = Date.now()
        })
        response.on('close', resolve)
      })
      asked.on('error', () => resolve())
      asked.end()
    })
  }
}
