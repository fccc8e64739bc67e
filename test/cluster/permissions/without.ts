import type {Kind} from '../../../src/core/kube/kind.ts'
import type {Review, Snapshot} from '../../../src/core/kube/snapshot.ts'
import type {Source} from '../../../src/core/ports.ts'
import {live} from '../../../src/sources/live/live.ts'
import type {Bed} from '../bed/bed.ts'

/** A permission of doctor: to list a kind, or to ask who may do what. */
export type Permission = Kind | 'reviews'

const API = 'rbac.authorization.k8s.io'

const ruleOf = (permission: Permission): object => {
  if (permission === 'reviews') {
    return {apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create']}
  }
  const [group = '', resource = ''] = permission.split('/')
  return {apiGroups: [group === 'core' ? '' : group], resources: [resource], verbs: ['list']}
}

/** The user who may do all of this. */
export const userWith = async (bed: Bed, name: string, permissions: readonly Permission[]): Promise<string> => {
  const metadata = {name: `user:${name}`}
  const role = {apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata, rules: permissions.map(ruleOf)}
  const binding = {
    ...{apiVersion: `${API}/v1`, kind: 'ClusterRoleBinding', metadata},
    roleRef: {apiGroup: API, kind: 'ClusterRole', name: metadata.name},
    subjects: [{kind: 'User', apiGroup: API, name}],
  }
  await bed.api.apply(`/apis/${API}/v1/clusterroles/${metadata.name}`, role)
  await bed.api.apply(`/apis/${API}/v1/clusterrolebindings/${metadata.name}`, binding)
  return name
}

/** The cluster as a user sees it; the administrator unless said. */
export const clusterAs = (bed: Bed, user?: string): Source =>
  live({kubeconfig: bed.kubeconfig, as: user, secrets: true, environment: {}})

/** Reads as a user once, and answers with that from then on; questions are asked once each. */
export const remembered = async (source: Source, kinds: readonly Kind[]): Promise<Source & {snapshot: Snapshot}> => {
  const snapshot = await source.read({kinds, clients: true})
  const answers = new Map<string, ReturnType<NonNullable<Source['review']>>>()
  const ask = (review: Review) => {
    const key = JSON.stringify(review)
    const asked = answers.get(key) ?? (source.review?.([review]) as ReturnType<NonNullable<Source['review']>>)
    answers.set(key, asked)
    return asked
  }
  return {
    snapshot,
    read: async () => snapshot,
    review: async reviews => (await Promise.all(reviews.map(ask))).flat(),
  }
}

/** What somebody sees who lacks all that these lack, each of them one: kinds are read independently of each other. */
export const together = (
  whole: Source & {snapshot: Snapshot},
  lacks: readonly (readonly [Permission, Source & {snapshot: Snapshot}])[],
): Source => {
  const kinds = new Set<string>(lacks.map(([permission]) => permission))
  const {objects, coverage} = whole.snapshot
  const snapshot: Snapshot = {
    ...whole.snapshot,
    objects: objects.filter(({ref}) => !kinds.has(ref.kind)),
    coverage: [
      ...coverage.filter(({kind}) => !kinds.has(kind)),
      ...lacks.flatMap(([permission, lacking]) => lacking.snapshot.coverage.filter(({kind}) => kind === permission)),
    ],
  }
  const answering = lacks.find(([permission]) => permission === 'reviews')?.[1] ?? whole
  return {read: async () => snapshot, ...(answering.review && {review: answering.review})}
}
