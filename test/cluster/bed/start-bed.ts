import path from 'node:path'
import {Bed} from './bed.ts'
import {BedGround} from './bed-ground.ts'
import {buildGroup} from './build/build-group.ts'
import type {GroupName} from './build/go-groups.ts'
import type {ComponentName, ComponentOptions} from './components/component.ts'
import {components} from './components/components.ts'
import {startApiServer} from './control-plane/api-server.ts'
import {startControllerManager} from './control-plane/controller-manager.ts'
import {startEtcd} from './control-plane/etcd.ts'
import {writeKubeconfig} from './kubeconfig.ts'
import {BedNetwork} from './network/bed-network.ts'
import {createBedPki} from './pki/bed-pki.ts'

/** What a bed is to hold beside the bare control plane. */
export interface BedOptions extends ComponentOptions {
  readonly with?: readonly ComponentName[]
  /** Instead of a new folder for temporary files. */
  readonly folder?: string
}

const wantedOf = (options: BedOptions): readonly ComponentName[] =>
  (options.with ?? []).flatMap((name): readonly ComponentName[] =>
    name === 'step' ? ['step-ca', 'step-issuer'] : [name],
  )

/** The groups of programs that such a bed needs. */
export const groupsFor = (options: BedOptions): readonly GroupName[] => [
  ...new Set<GroupName>(['kube', ...wantedOf(options).flatMap(name => components[name].groups)]),
]

const startControlPlane = async (ground: BedGround): Promise<Bed> => {
  const pki = createBedPki(path.join(ground.run, 'pki'))
  const etcd = await startEtcd(ground)
  const port = await ground.ports.next()
  const access = {
    server: `https://127.0.0.1:${port}`,
    ca: pki.ca.pem,
    certificate: pki.admin.pem,
    key: pki.admin.keyPem,
  }
  const network = await BedNetwork.start(ground, access)
  const api = await startApiServer(ground, pki, etcd, port)
  await startControllerManager(ground, pki, api)
  const kubeconfig = writeKubeconfig(path.join(ground.run, 'admin.conf'), access)
  return new Bed({ground, pki, api, network, etcd, kubeconfig})
}

/** Each as soon as those that it stands on are there; independent ones side by side. */
const installAll = async (bed: Bed, options: BedOptions): Promise<void> => {
  const wanted = wantedOf(options)
  const {with: _, folder: __, ...forComponents} = options
  const done = new Map<ComponentName, Promise<void>>()
  const installOne = (name: ComponentName): Promise<void> => {
    const known = done.get(name)
    if (known !== undefined) return known
    const before = components[name].after.filter(one => wanted.includes(one)).map(installOne)
    const work = Promise.all(before).then(() => bed.install(name, forComponents))
    done.set(name, work)
    return work
  }
  await Promise.all(wanted.map(installOne))
}

/**
 * Builds what is missing, then starts a control plane of its own on free ports and installs the components. When
 * anything fails all is stopped, the logs are kept, and the error says where they are.
 */
export const startBed = async (options: BedOptions = {}): Promise<Bed> => {
  for (const group of groupsFor(options)) await buildGroup(group)
  const ground = await BedGround.create(options.folder)
  try {
    const bed = await startControlPlane(ground)
    await installAll(bed, options)
    return bed
  } catch (error) {
    await ground.close(true)
    throw new Error(`the bed did not start, its logs are kept in ${ground.logs}`, {cause: error})
  }
}

/** Starts a bed for as long as `work` takes; it is stopped in any case, with its logs kept when `work` fails. */
export const withBed = async <T>(options: BedOptions, work: (bed: Bed) => Promise<T>): Promise<T> => {
  const bed = await startBed(options)
  let failed = true
  try {
    const result = await work(bed)
    failed = false
    return result
  } finally {
    await bed.stop({failed})
  }
}
