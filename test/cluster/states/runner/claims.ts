import {isDeepStrictEqual} from 'node:util'
import type {Subject} from '../../../../src/core/doctor/report.ts'
import type {KubeBody} from '../../bed/kube-api.ts'
import type {State} from './state.ts'
import {documentsOf} from './state-documents.ts'

/** Namespaces that come with a bed: of what is in them a state owns only what it has made. */
const SHARED = new Set(['default', 'cert-manager', 'step-ca', 'step-issuer', 'pebble', 'kube-system', 'kube-public'])

/** What belongs to a state: whatever doctor says about it is the state's to expect. */
export interface Claims {
  readonly namespaces: ReadonlySet<string>
  /** `clusterissuer//corp`, `secret/cert-manager/corp-ca`, and what it looked like. */
  readonly objects: ReadonlyMap<string, readonly KubeBody[]>
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind.toLowerCase()}/${namespace ?? ''}/${name}`

/** `PKI202 issuer/shop/internal` names `issuer/shop/internal`. */
const expectedKeys = ({expected: {roots = [], unsure = []}}: State): readonly string[] =>
  [...roots.flatMap(({is, so = []}) => [is, ...so]), ...unsure].map(words => {
    const [kind = '', ...names] = (words.split(' ')[1] ?? '').split('/')
    return keyOf(kind, names.length > 1 ? names[0] : undefined, names.at(-1) ?? '')
  })

export const claimsOf = (state: State): Claims => {
  const documents = [state.healthy, state.broken].flatMap(text => documentsOf(text ?? ''))
  const namespaces = new Set<string>()
  const objects = new Map<string, KubeBody[]>()
  for (const document of documents) {
    const {kind = '', metadata} = document
    const namespace: string | undefined = kind === 'Namespace' ? metadata.name : metadata.namespace
    if (namespace !== undefined && !SHARED.has(namespace)) namespaces.add(namespace)
    else
      objects.set(keyOf(kind, namespace, metadata.name), [
        ...(objects.get(keyOf(kind, namespace, metadata.name)) ?? []),
        document,
      ])
  }
  for (const key of expectedKeys(state)) {
    const [, namespace = ''] = key.split('/')
    if (namespace !== '' && !SHARED.has(namespace)) namespaces.add(namespace)
    else if (!objects.has(key)) objects.set(key, [])
  }
  return {namespaces, objects}
}

/** Two states that would be in each other's way; an object that both want exactly alike is in nobody's. */
export const areAtOdds = (a: Claims, b: Claims): boolean =>
  [...a.namespaces].some(name => b.namespaces.has(name)) ||
  [...a.objects].some(([key, ours]) => {
    const theirs = b.objects.get(key)
    return theirs !== undefined && !(ours.length === 1 && isDeepStrictEqual(ours, theirs))
  })

const PASSING = /csr-[a-z0-9]{5}$/

export const isClaimed = ({namespaces, objects}: Claims, subject: Subject | null): boolean => {
  if (subject === null) return false
  if (subject.namespace !== undefined && namespaces.has(subject.namespace)) return true
  if (subject.kind === 'Namespace' && namespaces.has(subject.name)) return true
  return objects.has(keyOf(subject.kind, subject.namespace, subject.name.replace(PASSING, 'csr-*')))
}
