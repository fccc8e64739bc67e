import {given} from '../../core/given.ts'
import type {Unknown} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {Coverage} from '../../core/kube/snapshot.ts'
import {listed} from '../../core/listing.ts'
import {MAKERS, RENDERERS} from './closed-kinds.ts'
import {type Charted, RELEASE_KINDS} from './releases.ts'

/** What bears on how much a set of manifests proves. */
export interface Seen {
  /** Of any kind, as `<group>/<Kind>`. */
  readonly kinds: ReadonlySet<string>
  /** The kinds that may stand in what could not be read, each with where. */
  readonly hidden: ReadonlyMap<Kind, ReadonlySet<string>>
  /** A kustomization or a Flux path leads to what was not read. */
  readonly leadsElsewhere: boolean
  readonly releases: readonly Charted[]
}

/**
 * How much of each kind manifests show: `open`, or with `complete` `closed` where `MAKERS` says so. What could not be read,
 * and what a chart may write, stays open.
 */
export const coverageOf = (kinds: readonly Kind[], complete: boolean, seen: Seen): readonly Coverage[] => {
  const {hidden, releases} = seen
  const charted = releases.flatMap(release => release.writes)
  const rendersUnseen =
    seen.leadsElsewhere ||
    releases.some(release => release.isUnknown) ||
    RELEASE_KINDS.some(kind => hidden.has(kind)) ||
    [...seen.kinds].some(kind => RENDERERS.has(kind))
  const isClosed = (kind: Kind): boolean => {
    const maker = MAKERS[kind]?.[0]
    if (!complete || hidden.has(kind)) return false
    if (charted.some(each => each.kind === kind && each.namespace === undefined)) return false
    return maker === 'people' || (maker === 'installers' && !rendersUnseen)
  }
  return kinds.flatMap((kind): readonly Coverage[] => {
    if (kind === 'core/services' && complete && !hidden.has(kind)) return servicesOf(seen)
    if (!isClosed(kind)) return [{kind, world: 'open', ...given({unread: unreadIn(hidden.get(kind))})}]
    const open = charted.flatMap(each => (each.kind === kind ? [each.namespace ?? ''] : []))
    const narrow = [...new Set(open)].sort().map((namespace): Coverage => ({kind, namespace, world: 'open'}))
    return [{kind, world: 'closed'}, ...narrow]
  })
}

const unreadIn = (places: ReadonlySet<string> | undefined): Unknown | undefined =>
  places && {reason: 'unreadable', detail: `some may stand in what could not be read of ${listed([...places])}`}

/**
 * Services are open, but for the namespaces of step-ca: beside the one that its chart makes there are those that people
 * write, unless some other chart is installed there.
 */
const servicesOf = ({releases, leadsElsewhere}: Seen): readonly Coverage[] => {
  const kind: Kind = 'core/services'
  const known = releases.filter(({isStepCa}) => isStepCa).map(({namespace}) => namespace)
  const unknown = releases.filter(({isUnknown}) => isUnknown).map(({namespace}) => namespace)
  const closed = leadsElsewhere ? [] : known.filter(namespace => !unknown.includes(namespace))
  return [
    {kind, world: 'open'},
    ...[...new Set(closed)].sort().map((namespace): Coverage => ({kind, namespace, world: 'closed'})),
  ]
}
