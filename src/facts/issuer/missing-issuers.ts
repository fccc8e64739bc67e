import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {type Kind, kindInfo} from '../../core/kube/kind.ts'
import {formatPath, type KubeObject, list, missing, type Path, text} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {isNearly} from '../../core/slips.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {type IssuerRef, issuerOf} from './issuer-ref.ts'
import {ISSUER_KINDS} from './issuers.ts'
import {NONE_UNDEFINED, undefinedKinds} from './undefined-kinds.ts'

/** An issuer that somebody names and that is not there, or of which that is not known. */
export interface MissingIssuer {
  /** Stands for the issuer. In manifests it lies where the first of the askers names it. */
  readonly object: KubeObject
  readonly issuer: IssuerRef
  /** Whoever names it, sorted. */
  readonly askers: readonly KubeObject[]
  /** One that may be meant: of the same name, but of another kind or in another namespace; else of nearly the same name. */
  readonly meant?: ObjectRef
  /** The API server does not have the kind at all. */
  readonly isUnserved: boolean
  /** Nor do we: the object stands for the definition of such a kind. */
  readonly isUndefined: boolean
  /** Why it is not known whether it exists. */
  readonly unsure?: Unknown
}

const ANNOTATED: readonly Kind[] = ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways']

export const missingIssuers: Fact<readonly MissingIssuer[]> = {
  name: 'missing issuers',
  of: ['cert-manager.io/certificates', 'cert-manager.io/certificaterequests', ...ANNOTATED],
  reads: [...certificates.reads, ...ISSUER_KINDS, ...undefinedKinds.of],
  derive: view => {
    const seen = listAll(view, missingIssuers.of)
    if (!seen.known) return seen
    const wanted = new RefMap<Wanted>()
    const {definitionFor} = valueOr(view.fact(undefinedKinds), NONE_UNDEFINED)
    for (const {object, issuer, path} of askers(view)) {
      const own = issuerOf(issuer, object.ref.namespace)
      const target = own ?? definitionFor(issuer)
      if (target === null || target.name === '') continue
      const isUndefined = own === null
      wanted.ensure(target, () => ({target, issuer, isUndefined, askers: []})).askers.push({object, path})
    }
    const all = ISSUER_KINDS.flatMap(kind => valueOr(view.list(kind), []))
      .map(({ref}) => ref)
      .toSorted((a, b) => (refKey(a) < refKey(b) ? -1 : 1))
    return known([...wanted.values()].flatMap(each => missingIssuer(view, each, all)))
  },
}

interface Asker {
  readonly object: KubeObject
  readonly path: Path
}

interface Wanted {
  readonly target: ObjectRef
  readonly issuer: IssuerRef
  readonly isUndefined: boolean
  readonly askers: Asker[]
}

/** Certificates, requests that wait and have none, and what orders certificates by annotation. */
const askers = function* (view: View): Iterable<Asker & {readonly issuer: IssuerRef}> {
  const path = ['spec', 'issuerRef', 'name']
  const annotated = listAll(view, ANNOTATED)
  for (const {object, issuer} of valueOr(view.fact(certificates), [])) {
    if (!annotated.known || !isMadeByAnnotation(object)) yield {object, issuer, path}
  }
  for (const request of valueOr(view.fact(certificateRequests), [])) {
    if (request.certificateName === undefined && isWaiting(request)) yield {...request, path}
  }
  for (const object of valueOr(annotated, [])) {
    const ordered = issuingAnnotation(object)
    if (ordered?.issuer === undefined) continue
    yield {object, issuer: ordered.issuer, path: ['metadata', 'annotations', ordered.name]}
  }
}

/** cert-manager undoes changes of such a Certificate: its Ingress or Gateway is the one that asks. */
const isMadeByAnnotation = ({body}: KubeObject): boolean =>
  list(body, 'metadata', 'ownerReferences').some(owner => ['Ingress', 'Gateway'].includes(text(owner, 'kind') ?? ''))

const isWaiting = ({decision, ready}: CertificateRequest): boolean =>
  decision !== 'denied' && ready?.status !== 'True' && ready?.reason !== 'Failed' && ready?.reason !== 'Denied'

const missingIssuer = (view: View, wanted: Wanted, all: readonly ObjectRef[]): readonly MissingIssuer[] => {
  const {target, issuer, isUndefined} = wanted
  const found = view.find(target)
  if (found.known && found.value !== null) return []
  const sorted = wanted.askers.toSorted((a, b) => (refKey(a.object.ref) < refKey(b.object.ref) ? -1 : 1))
  const {served} = view.snapshot
  return [
    {
      object: standIn(target, sorted[0]),
      issuer,
      askers: sorted.map(({object}) => object),
      isUndefined,
      isUnserved: isUndefined || (served.known && !served.value.some(({kind}) => kind === target.kind)),
      ...given({meant: likeliest(all, target, issuer, sorted[0]?.object.ref.namespace)}),
      ...(isFilledLater(issuer.name) ? {unsure: PLACEHOLDER} : !found.known && {unsure: found.because}),
    },
  ]
}

/** What the asker could use comes first. */
const likeliest = (
  all: readonly ObjectRef[],
  target: ObjectRef,
  {name, kind}: IssuerRef,
  from: string | undefined,
): ObjectRef | undefined => {
  const usable = all.filter(each => each.namespace === undefined || each.namespace === from)
  return (
    usable.find(each => each.name === name && kindInfo(each.kind).manifestKind === kind) ??
    usable.find(each => each.name === name) ??
    all.find(each => each.name === name) ??
    usable.find(each => each.kind === target.kind && isNearly(each.name, name)) ??
    usable.find(each => isNearly(each.name, name))
  )
}

const PLACEHOLDER: Unknown = {reason: 'undeclared', detail: 'the name of the issuer is filled in later'}

const standIn = (target: ObjectRef, asker: Asker | undefined): KubeObject => {
  const object = missing(target)
  if (asker?.object.origin.from !== 'file') return object
  const {file, lines} = asker.object.origin
  const paths = asker.path.map((_, index) => formatPath(asker.path.slice(0, asker.path.length - index)))
  const line = paths.map(path => lines[path]).find(each => each !== undefined) ?? 1
  return {...object, origin: {from: 'file', file, lines: {'': line}}}
}
