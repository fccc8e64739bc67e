import {known, type Reading, type Unknown} from '../../../core/knowing.ts'
import {KINDS, type Kind, kindInfo} from '../../../core/kube/kind.ts'

/** The resources of one API group, by version. */
export interface GroupVersion {
  readonly version: string
  /** Plural names. */
  readonly resources: ReadonlySet<string>
  /** The server behind this version does not answer (an aggregated API): what is missing here may still exist. */
  readonly stale: boolean
}

/** The groups that one discovery endpoint lists, or why it could not be read. */
export type Groups = Reading<ReadonlyMap<string, readonly GroupVersion[]>>

/** What discovery says about one kind. */
export type Found =
  | {readonly is: 'served'; readonly version: string; readonly versions: readonly string[]}
  | {readonly is: 'absent'}
  | {readonly is: 'unknown-version'; readonly versions: readonly string[]}
  | {readonly is: 'not-discovered'; readonly because: Unknown}

export type Served = readonly {readonly kind: Kind; readonly versions: readonly string[]}[]

/** `cert-manager.io/certificates` → group and plural. The core group is `core`. */
export const splitKind = (kind: Kind): {group: string; plural: string} => {
  const cut = kind.indexOf('/')
  return {group: kind.slice(0, cut), plural: kind.slice(cut + 1)}
}

/** What an API server has, from `/api` (the core group) and `/apis` (all others). */
export class Discovery {
  readonly #core: Groups
  readonly #named: Groups

  constructor(core: Groups, named: Groups) {
    this.#core = core
    this.#named = named
  }

  find(kind: Kind): Found {
    const {group, plural} = splitKind(kind)
    const groups = group === 'core' ? this.#core : this.#named
    if (!groups.known) return {is: 'not-discovered', because: groups.because}
    const all = groups.value.get(group) ?? []
    const versions = all.filter(({resources}) => resources.has(plural)).map(({version}) => version)
    const ours = kindInfo(kind).versions.find(version => versions.includes(version))
    if (ours !== undefined) return {is: 'served', version: ours, versions}
    if (all.some(({stale}) => stale)) {
      return {is: 'not-discovered', because: {reason: 'unreachable', detail: `the server of ${group} does not answer`}}
    }
    return versions.length === 0 ? {is: 'absent'} : {is: 'unknown-version', versions}
  }

  /** The kinds of ours that the API server has. Unknown where any part of discovery is: then absence means nothing. */
  served(): Reading<Served> {
    const served: {kind: Kind; versions: readonly string[]}[] = []
    for (const {kind} of KINDS) {
      const found = this.find(kind)
      if (found.is === 'not-discovered') return {known: false, because: found.because}
      if (found.is !== 'absent') served.push({kind, versions: found.versions})
    }
    return known(served)
  }
}
