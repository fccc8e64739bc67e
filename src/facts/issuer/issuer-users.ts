import {known, valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuingAnnotation} from '../certificate/issuing-annotations.ts'
import {issuerOf} from './issuer-ref.ts'

/** Who asks an issuer for certificates. */
export interface IssuerUsers {
  /** Certificates, and Ingresses and Gateways with an annotation, in the order in which they were read. */
  of(issuer: ObjectRef): readonly KubeObject[]
}

const ANNOTATED: readonly Kind[] = ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/gateways']

export const issuerUsers: Fact<IssuerUsers> = {
  name: 'users of issuers',
  of: ['cert-manager.io/certificates', ...ANNOTATED],
  reads: certificates.reads,
  derive: view => {
    const users = new RefMap<KubeObject[]>()
    const add = (issuer: ObjectRef | null, object: KubeObject) => {
      if (issuer !== null) users.ensure(issuer, () => []).push(object)
    }
    for (const {object, issuer, namespace} of valueOr(view.fact(certificates), []))
      add(issuerOf(issuer, namespace), object)
    for (const object of valueOr(listAll(view, ANNOTATED), [])) {
      const issuer = issuingAnnotation(object)?.issuer
      if (issuer !== undefined) add(issuerOf(issuer, object.ref.namespace), object)
    }
    return known({of: issuer => users.get(issuer) ?? []})
  },
}
