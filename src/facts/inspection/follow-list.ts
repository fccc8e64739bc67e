import type {Gap} from '../../core/inspect/inspection.ts'
import {ReadingList} from '../../core/inspect/reading-list.ts'
import {type Kind, kindInfo, pluralOf} from '../../core/kube/kind.ts'
import type {Gap as NotSeen, View} from '../../core/kube/view.ts'
import type {ReadPlan} from '../../core/ports.ts'
import {wantAnchors} from './follow-trust.ts'
import {wantControllers} from './neighbours.ts'

/** Whatever holds a certificate, or says who orders one. */
const LISTED: readonly Kind[] = [
  'core/secrets',
  'core/configmaps',
  'cert-manager.io/certificates',
  'cert-manager.io/certificaterequests',
  'cert-manager.io/issuers',
  'cert-manager.io/clusterissuers',
  'certmanager.step.sm/stepissuers',
  'certmanager.step.sm/stepclusterissuers',
  'trust.cert-manager.io/bundles',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'apiregistration.k8s.io/apiservices',
  'certificates.k8s.io/certificatesigningrequests',
]

/**
 * What to read next to list all certificates, of the whole cluster or of some namespaces; null where there is no more. The
 * CAs of cluster-wide issuers and the sources of Bundles, which other namespaces hold, are got by name.
 */
export const followList = (
  view: View,
  namespaces: readonly string[] | undefined,
  asked: Set<string>,
): ReadPlan | null => {
  const wants = new ReadingList()
  if (namespaces === undefined) wants.list(...LISTED)
  else {
    wants.list(...LISTED.filter(kind => !kindInfo(kind).namespaced))
    for (const namespace of namespaces) {
      wants.within(
        namespace,
        LISTED.filter(kind => kindInfo(kind).namespaced),
      )
    }
  }
  wantControllers(wants, view)
  wantAnchors(wants, view)
  return wants.plan(asked, target => view.find(target).known)
}

type Missed = Pick<NotSeen, 'namespace' | 'because'>

/** How many namespaces one line names. */
const NAMED = 3

/** What of the list was not looked at: of each kind one line for each reason. */
export const listGaps = (view: View, namespaces: readonly string[] | undefined): readonly Gap[] =>
  LISTED.flatMap(kind => {
    const isCut = namespaces !== undefined && kindInfo(kind).namespaced
    const gaps: readonly Missed[] = isCut
      ? namespaces.flatMap(namespace => {
          const seen = view.list(kind, namespace)
          return seen.known ? [] : [{namespace, because: seen.because}]
        })
      : view.gaps(kind)
    return [...Map.groupBy(gaps, ({because}) => because.detail).values()].flatMap(group =>
      group[0] === undefined ? [] : [{part: partOf(kind, group), because: group[0].because}],
    )
  })

const partOf = (kind: Kind, gaps: readonly Missed[]): string => {
  const names = gaps.flatMap(({namespace}) => namespace ?? [])
  if (names.length < gaps.length || names.length === 0) return pluralOf(kind)
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${pluralOf(kind)} in ${names.slice(0, NAMED).join(', ')}${more}`
}
