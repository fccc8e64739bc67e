import {valueOr} from '../../core/knowing.ts'
import {ref} from '../../core/kube/ref.ts'
import {certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {issuers} from '../issuer/issuers.ts'
import {NONE_UNDEFINED, undefinedKinds} from '../issuer/undefined-kinds.ts'
import type {DependencyPart} from './index.ts'

/** Secret → Certificate → CertificateRequest → issuer → its own Secret (→ Certificate of the CA → …). */
export const issuanceDependencies: DependencyPart = {
  kinds: [...certificates.of, ...certificates.reads, ...issuers.of, ...issuers.reads, ...undefinedKinds.of],
  *edges(view) {
    const {definitionFor} = valueOr(view.fact(undefinedKinds), NONE_UNDEFINED)
    for (const {object, namespace, secretName, issuer, requests} of valueOr(view.fact(certificates), [])) {
      yield [ref('core/secrets', namespace, secretName), object.ref]
      const [newest] = requests
      if (newest !== undefined) yield [object.ref, newest.object.ref]
      const target = issuerOf(issuer, namespace) ?? definitionFor(issuer)
      if (target !== null) yield [object.ref, target]
    }
    for (const {object, namespace, issuer} of valueOr(view.fact(certificateRequests), [])) {
      const target = issuerOf(issuer, namespace) ?? definitionFor(issuer)
      if (target !== null) yield [object.ref, target]
    }
    for (const {object, secrets} of valueOr(view.fact(issuers), [])) {
      for (const {target} of secrets) yield [object.ref, target]
    }
  },
}
