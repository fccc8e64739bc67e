import {known} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type IssuerRef, issuerOf} from './issuer-ref.ts'

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions'

/** Which kinds of issuers, among those that are not read here, no API server knows. */
export interface UndefinedKinds {
  /** The definition that would be there if the kind were; null for a kind that is there, or may be. */
  definitionFor(issuer: IssuerRef): ObjectRef | null
}

/**
 * An issuerRef may name a kind of any group: what it means is known by CustomResourceDefinitions only. The API server does not
 * approve a request for a kind that it cannot map to a resource, although approver-policy says that it has (cert-manager
 * internal/webhook/admission/certificaterequest/approval).
 */
export const undefinedKinds: Fact<UndefinedKinds> = {
  name: 'kinds of issuers that are not defined',
  of: [CRDS],
  reads: [],
  derive: view => {
    const all = view.list(CRDS)
    if (!all.known) return all
    const defined = new Set(
      all.value.map(({body}) => `${text(body, 'spec', 'group')}/${text(body, 'spec', 'names', 'kind')}`),
    )
    // Manifests without cert-manager's own definitions say nothing of others either.
    const isWhole = view.isClosed(CRDS) && defined.has('cert-manager.io/Certificate')
    return known({
      definitionFor: issuer => {
        const {kind, group, name} = issuer
        if (!isWhole || name === '' || issuerOf(issuer, undefined) !== null || defined.has(`${group}/${kind}`))
          return null
        return ref(CRDS, undefined, `${kind.toLowerCase()}s.${group}`)
      },
    })
  },
}

/** Where definitions were not read: nothing is known to be undefined. */
export const NONE_UNDEFINED: UndefinedKinds = {definitionFor: () => null}
