import {subjectOf} from '../../core/doctor/judge.ts'
import type {ServerView, UseView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {formatPath, type KubeObject} from '../../core/kube/object.ts'
import {kubectlName, type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {namedIn} from '../consumer/tls-names.ts'
import {describeIssuerRef} from '../issuer/issuer-ref.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, heldBy} from './held-certificates.ts'
import {makersOf} from './makers.ts'
import {sampleHost} from './users.ts'

/** An Ingress or Gateway: which hosts it serves with which Secret, and whether that does for them. */
export const consumerDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const named = namedIn(view, object)
  const secrets = [...Map.groupBy(named, ({target}) => refKey(target)).values()]
  const unread = named.flatMap(({target}) => {
    const secret = view.find(target)
    return secret.known ? [] : [{part: kubectlName(target), because: secret.because}]
  })
  const annotation = issuingAnnotation(object)
  return {
    held: secrets.flatMap(([first, ...others]) => {
      const stored = first === undefined ? null : valueOr(view.find(first.target), null)
      if (stored === null) return []
      const hosts = [...new Set([first, ...others].flatMap(each => each?.hosts.map(sampleHost) ?? []))]
      return [located(heldBy(context, stored, hosts.length === 0 ? undefined : hosts), stored.ref)]
    }),
    parts: {
      servers: named.map(({path, target, hosts}): ServerView => {
        const secret = view.find(target)
        return {
          at: formatPath(path.slice(0, path.lastIndexOf('tls') + (path.includes('listeners') ? 0 : 2))),
          hosts,
          secret: subjectOf({ref: target, body: {}, origin: {from: 'cluster'}}),
          ...(secret.known && secret.value === null && {problem: 'there is no such Secret'}),
        }
      }),
      madeBy: [
        ...named.flatMap(({target}) => makersOf(view, target, valueOr(view.find(target), null))),
        ...(annotation?.issuer === undefined
          ? []
          : [
              {
                subject: subjectOf(object),
                how: `orders certificates of ${describeIssuerRef(annotation.issuer)} (${annotation.name})`,
              },
            ]),
      ] satisfies readonly UseView[],
    },
    gaps: unread,
  }
}

/** Says of everything in which Secret it is: an Ingress may have several. */
const located = (held: Held, target: ObjectRef): Held => {
  const within = (at: string): string => `${at} of ${kubectlName(target)}`
  return {
    ...held,
    chains: held.chains.map(chain => ({...chain, view: {...chain.view, at: within(chain.view.at)}})),
    keys: held.keys.map(key => ({...key, at: within(key.at)})),
    placed: held.placed.map(({certificate, place}) => ({certificate, place: {...place, at: within(place.at)}})),
  }
}
