import type {Kind} from '../../../src/core/kube/kind.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import type {ReadPlan} from '../../../src/core/ports.ts'
import {live} from '../../../src/sources/live/live.ts'
import type {LiveOptions} from '../../../src/sources/live/options.ts'
import {type FakeApiServer, type FakeOptions, startFake} from '../../support/fake-api-server.ts'
import type {Manifest} from '../../support/fake-store.ts'

/** What a test says to a source; the environment is empty unless it gives one. */
export type TestOptions = Partial<LiveOptions>

const running: FakeApiServer[] = []

/** A fake that is stopped by `stopFakes`. */
export const fakeOf = async (options: FakeOptions = {}): Promise<FakeApiServer> => {
  const fake = await startFake(options)
  running.push(fake)
  return fake
}

/** For `afterEach`. */
export const stopFakes = async (): Promise<void> => {
  await Promise.all(running.splice(0).map(fake => fake.close()))
}

export const sourceFor = (kubeconfig: string, options: TestOptions = {}) =>
  live({kubeconfig, secrets: true, environment: {}, ...options})

/** Reads as the administrator. */
export const readFake = async (fake: FakeApiServer, plan: ReadPlan, options: TestOptions = {}): Promise<Snapshot> =>
  sourceFor(await fake.kubeconfig('admin'), options).read(plan)

export const configMaps = (count: number, namespace = 'app'): readonly Manifest[] =>
  Array.from({length: count}, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {namespace, name: `map-${String(index).padStart(4, '0')}`},
    data: {text: 'x'.repeat(100)},
  }))

export const namesOf = ({objects}: Snapshot, kind: Kind): readonly string[] =>
  objects.filter(({ref}) => ref.kind === kind).map(({ref}) => ref.name)

/** What a promise was rejected with. */
export const rejection = (work: Promise<unknown>): Promise<Error & {code?: string; exit?: number; fix?: string}> =>
  work.then(
    () => {
      throw new Error('it did not fail')
    },
    error => error,
  )
