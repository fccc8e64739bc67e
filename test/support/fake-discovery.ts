import {KINDS} from '../../src/core/kube/kind.ts'
import {type FakeAnswer, json} from './fake-answers.ts'

/** One resource that the fake serves. */
export interface FakeResource {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  /** By a CustomResourceDefinition: its lists are written in another order. */
  readonly custom: boolean
}

const isCustom = (group: string): boolean => group.includes('.') && !group.endsWith('.k8s.io')

/** Everything that some rule reads, each in the version that we prefer. */
export const ALL_RESOURCES: readonly FakeResource[] = KINDS.map(({kind, manifestKind, versions, namespaced}) => {
  const cut = kind.indexOf('/')
  const group = kind.slice(0, cut) === 'core' ? '' : kind.slice(0, cut)
  return {
    group,
    version: versions[0] ?? 'v1',
    plural: kind.slice(cut + 1),
    kind: manifestKind,
    namespaced,
    custom: isCustom(group),
  }
})

/** How the fake tells what it serves. */
export interface DiscoveryStyle {
  /** Answers in one piece to who asks for it (KEP-3352). */
  readonly aggregated: boolean
  /** Groups whose own server does not answer. */
  readonly stale: readonly string[]
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

/** The answer to `/api`, `/apis`, `/api/v1`, `/apis/GROUP/VERSION`; undefined for other paths. */
export const discover = (
  path: string,
  accept: string,
  {resources, style}: {readonly resources: readonly FakeResource[]; readonly style: DiscoveryStyle},
): FakeAnswer | undefined => {
  const isCore = path === '/api'
  if (isCore || path === '/apis') {
    const ours = resources.filter(({group}) => (group === '') === isCore)
    if (style.aggregated && accept.includes('g=apidiscovery.k8s.io;v=v2;')) {
      return {...json(200, aggregated(ours, style.stale)), type: AGGREGATED}
    }
    return json(
      200,
      isCore ? {kind: 'APIVersions', versions: ['v1']} : {kind: 'APIGroupList', apiVersion: 'v1', groups: groups(ours)},
    )
  }
  const [, group, version] = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? []
  if (version === undefined) return undefined
  const ours = resources.filter(each => each.group === (group ?? '') && each.version === version)
  if (ours.length === 0) return undefined
  if (style.stale.includes(group ?? '')) {
    return {status: 503, type: 'text/plain; charset=utf-8', body: 'service unavailable\n'}
  }
  return json(200, {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === undefined ? version : `${group}/${version}`,
    resources: ours.map(({plural, kind, namespaced}) => ({
      name: plural,
      singularName: '',
      namespaced,
      kind,
      verbs: ['get', 'list'],
    })),
  })
}

const versionsOf = (resources: readonly FakeResource[]): readonly string[] => [
  ...new Set(resources.map(({version}) => version)),
]

const byGroup = (resources: readonly FakeResource[]) => [...Map.groupBy(resources, ({group}) => group)]

const groups = (resources: readonly FakeResource[]) =>
  byGroup(resources).map(([name, all]) => ({
    name,
    versions: versionsOf(all).map(version => ({groupVersion: `${name}/${version}`, version})),
  }))

const aggregated = (resources: readonly FakeResource[], stale: readonly string[]) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: byGroup(resources).map(([name, all]) => ({
    metadata: name === '' ? {} : {name},
    versions: versionsOf(all).map(version => ({
      version,
      ...(stale.includes(name)
        ? {freshness: 'Stale'}
        : {
            resources: all
              .filter(each => each.version === version)
              .map(({plural, kind, namespaced}) => ({
                resource: plural,
                responseKind: {group: name, version, kind},
                scope: namespaced ? 'Namespaced' : 'Cluster',
                verbs: ['get', 'list'],
              })),
            freshness: 'Current',
          }),
    })),
  })),
})
