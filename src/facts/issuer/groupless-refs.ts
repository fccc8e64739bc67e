import {known, type Reading, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject, Path} from '../../core/kube/object.ts'
import {annotation, text} from '../../core/kube/object.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {components, installationsOf, isInstalled} from '../component/components.ts'
import type {IssuerRef} from './issuer-ref.ts'

/** A reference to an issuer that leaves its group out. */
export interface GrouplessRef {
  readonly object: KubeObject
  readonly issuer: IssuerRef
  /** Of the reference, or of the annotation that names the kind. */
  readonly path: Path
  /** Its kind is none of cert-manager's own. */
  readonly isForeign: boolean
  /** Whether step-issuer runs beside cert-manager. */
  readonly besideStep: Reading<boolean>
}

const STEP_KINDS: readonly Kind[] = ['certmanager.step.sm/stepissuers', 'certmanager.step.sm/stepclusterissuers']
const ANNOTATED: readonly Kind[] = ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways']
const OWN_KINDS = ['Issuer', 'ClusterIssuer']

/** Of Certificates, of requests that were made for none, and of Ingresses and Gateways. */
export const grouplessRefs: Fact<readonly GrouplessRef[]> = {
  name: 'references without a group',
  of: ['cert-manager.io/certificates', 'cert-manager.io/certificaterequests', ...ANNOTATED],
  reads: [...new Set([...certificates.reads, ...components.of, ...components.reads, ...STEP_KINDS])],
  derive: view => {
    const seen = listAll(view, grouplessRefs.of)
    if (!seen.known) return seen
    const besideStep = isStepThere(view)
    const path = ['spec', 'issuerRef']
    const requests = valueOr(view.fact(certificateRequests), []).filter(
      ({certificateName}) => certificateName === undefined,
    )
    const refs = [...valueOr(view.fact(certificates), []), ...requests].map(({object, issuer}) => ({
      object,
      issuer,
      path,
    }))
    return known(
      [...refs, ...annotatedRefs(view)]
        .filter(({issuer}) => !issuer.hasGroup)
        .map(each => ({...each, isForeign: !OWN_KINDS.includes(each.issuer.kind), besideStep})),
    )
  },
}

/** cert-manager writes its own group where the annotation leaves it out, so only a foreign kind is wrong there. */
const annotatedRefs = (view: View): readonly Pick<GrouplessRef, 'object' | 'issuer' | 'path'>[] =>
  valueOr(listAll(view, ANNOTATED), []).flatMap(object => {
    const issuer = issuingAnnotation(object)?.issuer
    const kind = annotation(object, KIND)
    if (issuer === undefined || kind === undefined || OWN_KINDS.includes(kind)) return []
    return [{object, issuer, path: ['metadata', 'annotations', KIND]}]
  })

const KIND = 'cert-manager.io/issuer-kind'

/** By its workload or release, or by an issuer of its kinds. */
const isStepThere = (view: View): Reading<boolean> => {
  const installed = isInstalled(view, 'step-issuer')
  const used = listAll(view, STEP_KINDS)
  if (installed.known) return installed
  if (used.known && used.value.length > 0) return known(true)
  return used.known && installed.because.reason !== 'undeclared' ? known(false) : installed
}

/** A request that both cert-manager and step-issuer answer, in turn. */
export interface ContestedRequest {
  readonly request: CertificateRequest
}

/**
 * Requests without a group that are approved and have no certificate yet, where step-issuer is available: it takes an empty
 * group for its own (controllers/certificaterequest_controller.go) and each of its writes brings cert-manager back, and the
 * other way round.
 */
export const contestedRequests: Fact<readonly ContestedRequest[]> = {
  name: 'contested requests',
  of: certificateRequests.of,
  reads: [...components.of, ...components.reads],
  derive: view => {
    const all = view.fact(certificateRequests)
    const installed = view.fact(components)
    if (!all.known) return all
    if (!installed.known) return installed
    const stepIssuers = installationsOf(installed.value, 'step-issuer').filter(({isAvailable}) => isAvailable !== false)
    if (stepIssuers.length === 0) return known([])
    return known(
      all.value
        .filter(({issuer, decision}) => !issuer.hasGroup && decision === 'approved')
        .filter(({ready, object}) => ready?.status !== 'True' && !text(object.body, 'status', 'certificate'))
        .map(request => ({request})),
    )
  },
}
