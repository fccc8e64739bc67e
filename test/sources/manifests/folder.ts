import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {KINDS} from '../../../src/core/kube/kind.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {type ManifestsOptions, manifests} from '../../../src/sources/manifests/manifests.ts'

/** A temporary directory with files; `remove` takes it away again. */
export interface Folder {
  readonly path: string
  at(name: string): string
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  remove(): void
}

export const folder = (files: Readonly<Record<string, string | Uint8Array>> = {}): Folder => {
  const path = mkdtempSync(join(tmpdir(), 'manifests-'))
  const at = (name: string): string => join(path, name)
  const write: Folder['write'] = more => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(at(name)), {recursive: true})
      writeFileSync(at(name), content)
    }
  }
  write(files)
  return {path, at, write, remove: () => rmSync(path, {recursive: true, force: true})}
}

const nothing = async function* (): AsyncGenerator<string> {}

export const NOW = new Date('2026-11-22T10:00:00Z')

/** Reads all kinds from manifests. */
export const readAll = (options: Partial<ManifestsOptions>, kinds = KINDS.map(info => info.kind)): Promise<Snapshot> =>
  manifests({paths: [], complete: false, stdin: nothing(), env: {}, clock: () => NOW, ...options}).read({kinds})

/** `Kind/namespace/name` of the objects, sorted. */
export const refs = ({objects}: Snapshot): readonly string[] =>
  objects
    .map(({ref, body}) =>
      [String(body.kind), ...(ref.namespace === undefined ? [] : [ref.namespace]), ref.name].join('/'),
    )
    .sort()

/** A manifest with nothing but its name. */
export const manifest = (kind: string, name: string, rest: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({apiVersion: API_VERSIONS[kind], kind, metadata: {name}, ...rest}, null, 1)}\n`

const API_VERSIONS: Readonly<Record<string, string>> = {
  Certificate: 'cert-manager.io/v1',
  ClusterIssuer: 'cert-manager.io/v1',
  ConfigMap: 'v1',
  Deployment: 'apps/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  Namespace: 'v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  Secret: 'v1',
  ServiceAccount: 'v1',
}
