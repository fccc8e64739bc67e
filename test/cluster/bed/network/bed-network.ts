import {writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import type {BedGround} from '../bed-ground.ts'
import type {Access} from '../kube-api.ts'
import type {NetworkConfig} from './network-main.ts'
import {type Backend, emptyTable, type NetworkTable, writeTable} from './network-table.ts'

const main = fileURLToPath(new URL('network-main.ts', import.meta.url))

/** The socket that the API server dials, relative to the folder that it runs in. */
export const egressSocket = 'net.sock'

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({port, host: '127.0.0.1'})
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

/** The owner's side of the bed's network (`network-main.ts`): says which program stands for which pods and nodes. */
export class BedNetwork {
  /** Of the proxy, for HTTPS_PROXY: through it, names of Services resolve as they do in the cluster. */
  readonly url: string
  readonly #file: string
  #table: NetworkTable = emptyTable

  private constructor(file: string, port: number) {
    this.#file = file
    this.url = `http://127.0.0.1:${port}`
    writeTable(file, emptyTable)
  }

  /** Starts it; Services resolve as soon as the API server answers. */
  static async start(ground: BedGround, access: Access): Promise<BedNetwork> {
    const port = await ground.ports.next()
    const table = path.join(ground.run, 'network-table.json')
    const network = new BedNetwork(table, port)
    const config: NetworkConfig = {access, socket: egressSocket, port, table}
    const file = path.join(ground.run, 'network.json')
    writeFileSync(file, JSON.stringify(config), {mode: 0o600})
    const command = {path: process.execPath}
    await ground.start({name: 'network', command, arguments: () => [main, file], isReady: () => answers(port)})
    return network
  }

  /** A program that stands for the pods of a workload; replaces what stood for it before. */
  addBackend(backend: Backend): void {
    const {namespace, kind, name} = backend
    const others = this.#table.backends.filter(
      one => one.namespace !== namespace || one.kind !== kind || one.name !== name,
    )
    this.#write({...this.#table, backends: [...others, backend]})
  }

  /** What listens behind an address of a node, such as `198.18.0.10:10250`. */
  addNode(address: string, port: number): void {
    this.#write({...this.#table, nodes: {...this.#table.nodes, [address]: port}})
  }

  #write(table: NetworkTable): void {
    this.#table = table
    writeTable(this.#file, table)
  }
}
