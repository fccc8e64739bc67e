import type {ApiServerAccess, ClientConfig, HeldFile, HeldText, Outside} from '../../src/core/inspect/outside.ts'
import {heldBytes} from '../../src/sources/files/held-file.ts'
import {SCENE_NOW} from './placeholders.ts'

/** What there is outside of a cluster: files by their names, servers by `host:port`, configurations. */
export interface FakeOutside {
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly servers?: Readonly<Record<string, readonly string[]>>
  readonly kubeconfig?: ClientConfig
  readonly talosconfig?: ClientConfig
  readonly apiServer?: ApiServerAccess
  readonly roots?: readonly string[]
}

/** An outside world that is made up; what is not in it is not there. Nothing that is read goes around the door. */
export const fakeOutside = (world: FakeOutside): Outside => ({
  file: async path => fileOf(path, world.files?.[path]),
  kubeconfig: async () => there(world.kubeconfig),
  talosconfig: async () => there(world.talosconfig),
  apiServer: async () => there(world.apiServer),
  systemRoots: async () => world.roots ?? [],
  shakeHands: async endpoints =>
    endpoints.map(endpoint => {
      const chain = world.servers?.[`${endpoint.host}:${endpoint.port}`]
      return {
        endpoint,
        result:
          chain === undefined
            ? {known: false, because: {reason: 'unreachable', detail: 'the connection was refused'}}
            : {known: true, value: {chain, protocol: 'TLSv1.3'}},
      }
    }),
  now: () => SCENE_NOW,
})

const fileOf = (path: string, content: string | Buffer | undefined): HeldFile =>
  heldBytes(path, Buffer.from(there(content)))

const there = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the test has nothing of the kind')
  return value
}

/** A text of a configuration after the door. */
export const heldText = (at: string, text: string): HeldText => heldBytes(at, Buffer.from(text))
