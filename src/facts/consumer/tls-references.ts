import {given} from '../../core/given.ts'
import {known, type Reading, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {isBeingDeleted, type KubeObject, list, type Path, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {namesakes} from '../certificate/namesakes.ts'
import {type SecretMaker, secretMakers} from '../certificate/secret-makers.ts'
import type {IssuerRef} from '../issuer/issuer-ref.ts'
import {issuers} from '../issuer/issuers.ts'
import {type TlsName, tlsNames} from './tls-names.ts'

export {namedIn, TLS_CONSUMERS} from './tls-names.ts'

/** A Secret with a certificate that an Ingress or Gateway names, and whether it is there. */
export interface TlsReference {
  readonly object: KubeObject
  /** Of the name. */
  readonly path: Path
  readonly target: ObjectRef
  /** What is served with it here, and by all that name it. */
  readonly hosts: readonly string[]
  readonly allHosts: readonly string[]
  readonly secret: Reading<KubeObject | null>
  /** What makes it, where it is not there. */
  readonly makers: readonly SecretMaker[]
  /** Why something else may make it after all. */
  readonly unseen?: Unknown
  /** Why cert-manager passes it over, although the object has an annotation that orders certificates. */
  readonly skipped?: string
  /** Other namespaces with a Secret of that name. */
  readonly elsewhere: readonly string[]
}

export const tlsReferences: Fact<readonly TlsReference[]> = {
  name: 'TLS references',
  of: tlsNames.of,
  reads: [...new Set([...tlsNames.reads, ...namesakes.of, ...secretMakers.of, ...secretMakers.reads])],
  derive: view => {
    const names = view.fact(tlsNames)
    if (!names.known) return names
    const named = names.value.filter(({object}) => !isBeingDeleted(object))
    const hosts = hostsByTarget(named)
    return known(named.map(each => ({...resolved(view, each), allHosts: hosts.get(each.target) ?? []})))
  },
}

/** Sorted, once for all that name the same Secret: a wildcard certificate may serve thousands of Ingresses. */
const hostsByTarget = (named: readonly TlsName[]): RefMap<readonly string[]> => {
  const sets = new RefMap<Set<string>>()
  for (const {target, hosts} of named) for (const host of hosts) sets.ensure(target, () => new Set()).add(host)
  const sorted = new RefMap<readonly string[]>()
  for (const {target} of named) sorted.ensure(target, () => [...(sets.get(target) ?? [])].sort())
  return sorted
}

const resolved = (view: View, named: TlsName): Omit<TlsReference, 'allHosts'> => {
  const {object, target} = named
  const {namespace = '', name} = target
  const secret = isFilledLater(name) ? unknown('undeclared', 'its name is filled in later') : view.find(target)
  if (secret.known && secret.value !== null) return {...named, secret, makers: [], elsewhere: []}
  const makers = valueOr(view.fact(secretMakers), undefined)
  const others = valueOr(view.fact(namesakes), undefined)?.of(target) ?? []
  return {
    ...named,
    secret,
    makers: makers?.of(namespace, name) ?? [],
    elsewhere: others.map(each => each.ref.namespace ?? ''),
    ...given({unseen: makers?.unseen, skipped: skippedFor(object, named)}),
  }
}

/** By `validateIngressLike` and its like in cert-manager pkg/controller/certificate-shim/sync.go; only an event says it. */
const skippedFor = (object: KubeObject, {hosts, target: {name}}: TlsName): string | undefined => {
  if (issuingAnnotation(object) === undefined) return undefined
  if (hosts.length === 0) return 'it has no host'
  const same = list(object.body, 'spec', 'tls').filter(block => text(block, 'secretName') === name)
  return same.length > 1 ? 'two entries name the same Secret' : undefined
}

/** The issuer that all of a cluster may use, where there is but one: what a new Certificate would name. */
export const onlyIssuer: Fact<IssuerRef | null> = {
  name: 'only cluster-wide issuer',
  of: issuers.of,
  reads: issuers.reads,
  derive: view => {
    const wide = valueOr(view.fact(issuers), []).filter(
      ({object, type}) => object.ref.namespace === undefined && type !== 'selfSigned' && type !== 'unknown',
    )
    const [one] = wide
    if (one === undefined || wide.length > 1) return known(null)
    const isStep = one.type === 'step'
    return known({
      kind: isStep ? 'StepClusterIssuer' : 'ClusterIssuer',
      group: isStep ? 'certmanager.step.sm' : 'cert-manager.io',
      name: one.object.ref.name,
      hasGroup: true,
    })
  },
}
