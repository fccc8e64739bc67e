import {given} from '../../core/given.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {namespaceLabels, requirementsOf, selects} from '../../core/kube/label-selector.ts'
import {annotation, at, type Json, type KubeObject, list, type Path, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {helmReleases} from '../component/helm-releases.ts'
import {type AcmeIssuer, acmeIssuers} from './acme-issuers.ts'

/**
 * What an HTTP-01 solver of an issuer names: `class` an IngressClass · `annotation` a class by the old annotation · `ingress` an
 * Ingress that gets the route of the challenge · `gateway` a Gateway.
 */
export interface SolverTarget {
  readonly acme: AcmeIssuer
  readonly path: Path
  readonly how: 'class' | 'annotation' | 'ingress' | 'gateway'
  readonly name: string
  readonly namespace?: string
  /** Absent, there and closed to the challenges of `from`, or fine. */
  readonly state: Reading<'absent' | 'closed' | 'fine'>
  /** The namespace whose challenges do not get through. */
  readonly from?: string
}

/** Of every HTTP-01 solver of every ACME issuer. */
export const solverTargets: Fact<readonly SolverTarget[]> = {
  name: 'targets of solvers',
  of: acmeIssuers.of,
  reads: [
    ...new Set([
      ...acmeIssuers.reads,
      ...helmReleases.of,
      ...helmReleases.reads,
      'core/namespaces' as const,
      'networking.k8s.io/ingressclasses' as const,
      'networking.k8s.io/ingresses' as const,
      'gateway.networking.k8s.io/gateways' as const,
    ]),
  ],
  derive: view => {
    const all = view.fact(acmeIssuers)
    if (!all.known) return all
    return known(
      all.value.flatMap(acme =>
        list(acme.issuer.object.body, 'spec', 'acme', 'solvers').flatMap((solver, index) => [
          ...ingressTargets(view, acme, solver, index),
          ...gatewayTargets(view, acme, solver, index),
        ]),
      ),
    )
  },
}

type Solver = Json | undefined

const pathOf = (index: number, ...more: Path): Path => ['spec', 'acme', 'solvers', index, 'http01', ...more]

const ingressTargets = (view: View, acme: AcmeIssuer, solver: Solver, index: number): readonly SolverTarget[] => {
  const ingress = record(solver, 'http01', 'ingress')
  const [className, annotated, name] = ['ingressClassName', 'class', 'name'].map(key => text(ingress, key) ?? '')
  const isThere = (target: ObjectRef) => presence(view, acme.issuer.object, target)
  const classRef = (to: string) => ref('networking.k8s.io/ingressclasses', undefined, to)
  if (className) {
    const path = pathOf(index, 'ingress', 'ingressClassName')
    return [{acme, path, how: 'class', name: className, state: isThere(classRef(className))}]
  }
  if (annotated) {
    const path = pathOf(index, 'ingress', 'class')
    const state = isAnnotated(view, annotated) ? known('fine' as const) : isThere(classRef(annotated))
    return [{acme, path, how: 'annotation', name: annotated, state}]
  }
  if (!name) return []
  const path = pathOf(index, 'ingress', 'name')
  return worst(
    namespacesOf(acme).map(namespace => {
      const there = isThere(ref('networking.k8s.io/ingresses', namespace, name))
      const state = isBlocked(there) && !isChosen(acme, index) ? NOT_CHOSEN : there
      return {acme, path, how: 'ingress', name, namespace, from: namespace, state}
    }),
  )
}

/**
 * Whether names that are asked of the issuer come to this solver: of several, cert-manager takes the one whose selector says
 * most about a name (`solverpicker.Pick`, as pkg/controller/acmeorders/util.go calls it).
 */
const isChosen = ({issuer}: AcmeIssuer, index: number): boolean =>
  list(issuer.object.body, 'spec', 'acme', 'solvers').every(
    (other, place) => place === index || at(other, 'selector') === undefined,
  )

const NOT_CHOSEN = unknown('undeclared', 'another solver of the issuer may take the names that are asked for there')

const isBlocked = (state: Reading<string>): boolean => state.known && state.value !== 'fine'

/** One of several namespaces is enough to show what is wrong. */
const worst = (targets: readonly SolverTarget[]): readonly SolverTarget[] => {
  const [first] = targets
  const shown =
    targets.find(({state}) => state.known && state.value !== 'fine') ?? targets.find(({state}) => !state.known)
  return first === undefined ? [] : [shown ?? first]
}

/** Where challenges are made: beside the Certificates. */
const namespacesOf = ({issuer, users}: AcmeIssuer): readonly string[] => {
  const own = issuer.object.ref.namespace
  return own === undefined ? [...new Set(users.flatMap(({ref: user}) => user.namespace ?? []))].sort() : [own]
}

/** Controllers that go by the annotation need no IngressClass: somebody uses them. */
const isAnnotated = (view: View, name: string): boolean =>
  valueOr(view.list('networking.k8s.io/ingresses'), []).some(
    object =>
      annotation(object, 'kubernetes.io/ingress.class') === name &&
      list(object.body, 'status', 'loadBalancer', 'ingress').length > 0,
  )

const presence = (view: View, issuer: KubeObject, target: ObjectRef): Reading<'absent' | 'fine'> => {
  if (isFilledLater(target.name)) return LATER
  const found = view.find(target)
  if (!found.known) return found
  if (found.value !== null) return known('fine')
  const isMade = issuer.origin.from === 'file' && valueOr(view.fact(helmReleases), []).length > 0
  return isMade ? BY_RELEASE : known('absent')
}

const LATER = unknown('undeclared', 'its name is filled in later')
const BY_RELEASE = unknown('undeclared', 'a release may make it')

const gatewayTargets = (view: View, acme: AcmeIssuer, solver: Solver, index: number): readonly SolverTarget[] =>
  list(solver, 'http01', 'gatewayHTTPRoute', 'parentRefs').flatMap((parent, place) => {
    const name = text(parent, 'name')
    if (name === undefined || (text(parent, 'kind') ?? 'Gateway') !== 'Gateway') return []
    const path = pathOf(index, 'gatewayHTTPRoute', 'parentRefs', place, 'name')
    const stated = text(parent, 'namespace')
    const asking: readonly (string | undefined)[] = namespacesOf(acme)
    const from = asking.length === 0 && stated !== undefined ? [undefined] : asking
    return worst(
      from.map(each => {
        const target = ref('gateway.networking.k8s.io/gateways', stated ?? each, name)
        const there = presence(view, acme.issuer.object, target)
        const isClosed = there.known && there.value === 'fine' && !isAdmitted(view, target, parent, each)
        const closed = isChosen(acme, index) ? known('closed' as const) : NOT_CHOSEN
        const state = isClosed ? closed : there
        return {acme, path, how: 'gateway', name, state, ...given({namespace: target.namespace, from: each})}
      }),
    )
  })

/** Whether a listener takes routes of a namespace (Gateway API `AllowedRoutes`: only its own, unless it says otherwise). */
const isAdmitted = (view: View, target: ObjectRef, parent: Json, from: string | undefined): boolean => {
  const gateway = valueOr(view.find(target), null)
  if (gateway === null || from === undefined) return true
  const section = text(parent, 'sectionName')
  const listeners = list(gateway.body, 'spec', 'listeners').filter(
    each => (section === undefined || text(each, 'name') === section) && text(each, 'protocol') !== 'TLS',
  )
  return listeners.length === 0 || listeners.some(each => takesFrom(view, each, target.namespace === from, from))
}

const takesFrom = (view: View, listener: Json, isOwn: boolean, from: string): boolean => {
  const namespaces = record(listener, 'allowedRoutes', 'namespaces')
  const whose = text(namespaces, 'from') ?? 'Same'
  if (whose !== 'Selector') return whose === 'All' || (whose === 'Same' && isOwn)
  const namespace = valueOr(view.find(ref('core/namespaces', undefined, from)), null)
  const wanted = requirementsOf(at(namespaces, 'selector'))
  return namespace === null || wanted === null || selects(wanted, namespaceLabels(namespace))
}
