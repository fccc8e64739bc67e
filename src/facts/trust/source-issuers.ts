import {known, valueOr} from '../../core/knowing.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {certificates} from '../certificate/certificates.ts'
import {issuerOf} from '../issuer/issuer-ref.ts'
import {issuers} from '../issuer/issuers.ts'
import {trustedRoots} from './trusted-roots.ts'

/** Which issuers' CA is the source of a Bundle, known by names alone: also where no Secret was read, or made yet. */
export interface SourceIssuers {
  has(issuer: ObjectRef): boolean
}

/**
 * An issuer's CA is in a Bundle where the Secret of its CA, or of a CA above it, is a source, or the `ca.crt` of any Secret
 * that was issued by it.
 */
export const sourceIssuers: Fact<SourceIssuers> = {
  name: 'issuers whose CA is a source',
  of: issuers.of,
  reads: [
    ...new Set([
      ...issuers.reads,
      ...certificates.of,
      ...certificates.reads,
      ...trustedRoots.of,
      ...trustedRoots.reads,
    ]),
  ],
  derive: view => {
    const roots = view.fact(trustedRoots)
    if (!roots.known) return roots
    const issuedBy = new Map<string, ObjectRef>()
    for (const {namespace, secretName, issuer} of valueOr(view.fact(certificates), [])) {
      const target = issuerOf(issuer, namespace)
      if (target !== null) issuedBy.set(refKey(ref('core/secrets', namespace, secretName)), target)
    }
    const secretOf = new Map(
      valueOr(view.fact(issuers), []).flatMap(({object, secrets}) => {
        const signing = secrets.find(({purpose}) => purpose === 'signing')
        return signing === undefined ? [] : [[refKey(object.ref), refKey(signing.target)] as const]
      }),
    )
    const {ownCertificates, authorities} = roots.value
    const sources = new Set([...authorities].flatMap(secret => issuedBy.get(secret) ?? []).map(refKey))
    return known({
      has: issuer => {
        const seen = new Set<string>()
        for (let at: string | undefined = refKey(issuer); at !== undefined && !seen.has(at); ) {
          seen.add(at)
          const secret = secretOf.get(at)
          if (sources.has(at) || (secret !== undefined && ownCertificates.has(secret))) return true
          const above = secret === undefined ? undefined : issuedBy.get(secret)
          at = above === undefined ? undefined : refKey(above)
        }
        return false
      },
    })
  },
}
