import type {KubeApi, KubeBody} from '../test/cluster/bed/kube-api.ts'
import {bigCluster, NAMESPACES} from './cluster-objects/big-cluster.ts'

const TOGETHER = 32

const CRDS = ['certificates', 'certificaterequests', 'clusterissuers'].map(name => `${name}.cert-manager.io`)
const POLICY_CRD = 'certificaterequestpolicies.policy.cert-manager.io'
const BUNDLE_CRD = 'bundles.trust.cert-manager.io'

/** `/apis/cert-manager.io/v1/namespaces/shop/certificates` */
const collectionOf = ({apiVersion, kind, metadata}: KubeBody): string => {
  const name = (kind ?? '').toLowerCase()
  const plural = name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`
  const root = apiVersion?.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return metadata.namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${metadata.namespace}/${plural}`
}

/**
 * Creates groups of objects, some groups at a time, and those of a group one after the other: their owners have other uids in
 * the cluster, and what has an owner that is not there is deleted by the garbage collector.
 */
const createAll = async (api: KubeApi, groups: Iterator<readonly object[]>): Promise<number> => {
  let made = 0
  const worker = async (): Promise<void> => {
    for (let next = groups.next(); next.done !== true; next = groups.next()) {
      const uids = new Map<string, string>()
      for (const object of next.value) await create(api, object as KubeBody, uids)
      made += next.value.length
    }
  }
  await Promise.all(Array.from({length: TOGETHER}, worker))
  return made
}

interface Owner {
  readonly uid: string
}

const create = async (api: KubeApi, body: KubeBody, uids: Map<string, string>): Promise<void> => {
  const {uid, resourceVersion: _, ownerReferences, ...metadata} = body.metadata
  const owners = ((ownerReferences as readonly Owner[] | undefined) ?? []).flatMap(owner => {
    const known = uids.get(owner.uid)
    return known === undefined ? [] : [{...owner, uid: known}]
  })
  const owned = owners.length === 0 ? metadata : {...metadata, ownerReferences: owners}
  const made = await api.create(collectionOf(body), {...body, metadata: owned})
  if (typeof uid === 'string' && typeof made.metadata.uid === 'string') uids.set(uid, made.metadata.uid)
}

/** Whether what is written into `status` with an object is kept, so that one request makes a whole object. */
const keepStatus = async (api: KubeApi, crd: string, isKept: boolean): Promise<void> => {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`
  const found = await api.get(path)
  const versions = found.spec.versions.map((version: object) => ({
    ...version,
    subresources: isKept ? {} : {status: {}},
  }))
  const answer = await api.send('PUT', path, {...found, spec: {...found.spec, versions}})
  if (answer.status !== 200) throw new Error(`${crd}: ${answer.text.slice(0, 500)}`)
}

/** A CustomResourceDefinition is in force some moments after it was changed. */
const untilStatusIsKept = async (api: KubeApi, example: object): Promise<void> => {
  const body = example as KubeBody
  for (;;) {
    const {uid: _, resourceVersion: __, ...metadata} = body.metadata
    const made = await api.create(collectionOf(body), {...body, metadata})
    if (made.status?.conditions !== undefined) return
    await api.delete(`${collectionOf(body)}/${body.metadata.name}`)
  }
}

function* namespaces(): Generator<readonly object[]> {
  for (const name of ['cert-manager', ...Array.from({length: NAMESPACES}, (_, index) => `team-${index}`)])
    yield [{apiVersion: 'v1', kind: 'Namespace', metadata: {name}}]
}

function* certificates(cluster: ReturnType<typeof bigCluster>): Generator<readonly object[]> {
  for (const {secret, certificate, request} of cluster.certificates()) yield [secret, certificate, request]
}

/**
 * Writes a trust layer and so many Certificates, each with its Secret and its request, as if controllers had made them; nobody
 * acts on them. Answers how many objects were written.
 */
export const fillCluster = async (api: KubeApi, count: number): Promise<number> => {
  const cluster = bigCluster(count, new Date())
  const all = [...CRDS, POLICY_CRD, BUNDLE_CRD]
  for (const crd of all) await keepStatus(api, crd, true)
  const first = await createAll(api, namespaces())
  const objects = certificates(cluster)
  const issuers = cluster.trustLayer.filter(object => (object as KubeBody).kind === 'ClusterIssuer')
  for (const issuer of issuers) await untilStatusIsKept(api, issuer)
  const rest = cluster.trustLayer.filter(object => !issuers.includes(object))
  const made = (await createAll(api, rest.map(each => [each]).values())) + (await createAll(api, objects))
  for (const crd of all) await keepStatus(api, crd, false)
  return first + issuers.length + made
}
