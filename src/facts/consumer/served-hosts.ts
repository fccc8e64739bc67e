import {known, type Unknown, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {isBeingDeleted, type KubeObject, type Path} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {namesOfSecrets, type SecretNames} from './secret-names.ts'
import {type TlsName, tlsNames} from './tls-names.ts'

/** A Secret that an Ingress or Gateway serves hosts with, and the hosts that its certificate is not for. */
export interface ServedHosts {
  readonly object: KubeObject
  /** Of the name of the Secret. */
  readonly path: Path
  readonly target: ObjectRef
  /** Undefined where there is no certificate to compare with. */
  readonly names?: SecretNames
  /** Hosts that nothing which is served here is for. */
  readonly uncovered: readonly string[]
  /** The same of everybody that names the Secret, sorted: one change mends all. */
  readonly allUncovered: readonly string[]
  /** Why it cannot be said. */
  readonly unsure?: Unknown
}

/** Every Secret once for each object that names it. */
export const servedHosts: Fact<readonly ServedHosts[]> = {
  name: 'hosts that are served',
  of: tlsNames.of,
  reads: [...new Set([...tlsNames.reads, ...namesOfSecrets.reads])],
  derive: view => {
    const all = view.fact(tlsNames)
    if (!all.known) return all
    const served = [...Map.groupBy(all.value, ({object}) => object)].flatMap(([object, names]) =>
      isBeingDeleted(object) ? [] : ofObject(view, names),
    )
    const byTarget = new RefMap<Set<string>>()
    for (const {target, uncovered} of served) {
      const hosts = byTarget.ensure(target, () => new Set())
      for (const host of uncovered) hosts.add(host)
    }
    const sorted = new RefMap<readonly string[]>()
    for (const {target} of served) sorted.ensure(target, () => [...(byTarget.get(target) ?? [])].sort())
    return known(served.map(each => ({...each, allUncovered: sorted.get(each.target) ?? []})))
  },
}

type Alone = Omit<ServedHosts, 'allUncovered'>

const ofObject = (view: View, all: readonly TlsName[]): readonly Alone[] => {
  const secrets = valueOr(view.fact(namesOfSecrets), undefined)
  const readings = all.map(({target}) => (isFilledLater(target.name) ? LATER : (secrets?.of(target) ?? LATER)))
  /** Whoever calls a host is shown whatever of its certificates is for it. */
  const isCovered = (host: string): boolean =>
    all.some(({hosts}, i) => {
      const reading = readings[i]
      if (reading === undefined || !hosts.includes(host)) return false
      return !reading.known || (reading.value !== null && covers(reading.value, host))
    })
  const byTarget = Map.groupBy(
    all.map((name, i) => ({name, reading: readings[i] ?? LATER})),
    ({name}) => refKey(name.target),
  )
  return [...byTarget.values()].flatMap(([first, ...others]): readonly Alone[] => {
    if (first === undefined) return []
    const {reading} = first
    const names = [first, ...others].map(({name}) => name)
    const hosts = [...new Set(names.flatMap(name => name.hosts))]
    const uncovered = hosts.filter(host => !isFilledLater(host) && !isCovered(host))
    const {object, path, target} = names.find(name => name.hosts.some(host => uncovered.includes(host))) ?? first.name
    if (!reading.known) return [{object, path, target, uncovered: [], unsure: reading.because}]
    if (reading.value === null) return [{object, path, target, uncovered: []}]
    return [{object, path, target, names: reading.value, uncovered}]
  })
}

/** Filled in by Flux or Argo CD. */

const LATER = unknown('undeclared', 'its name is filled in later')

/** Behind a wildcard there may be but one host, for which the certificate is. */
const covers = (names: SecretNames, host: string): boolean =>
  names.covers(host) ||
  (host.startsWith('*.') && names.names.some(name => name.toLowerCase().endsWith(host.slice(1).toLowerCase())))
