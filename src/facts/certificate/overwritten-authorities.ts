import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {annotation, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {certificateTexts} from './certificate-texts.ts'
import {type Certificate, certificates} from './certificates.ts'
import {sharedSecrets} from './shared-secrets.ts'
import {signersOf} from './tls-secrets.ts'

/** A Certificate of a leaf that stores into the Secret in which an issuer has its CA. */
export interface OverwrittenAuthority {
  readonly certificate: Certificate
  readonly issuer: Issuer
  /** The leaf stands there already. */
  readonly isDone: boolean
  /** Why it is not known whether it is the same Secret. */
  readonly unsure?: Unknown
}

/** But for Certificates that do not get the Secret because it is another's. */
export const overwrittenAuthorities: Fact<readonly OverwrittenAuthority[]> = {
  name: 'Certificates over CAs',
  of: certificates.of,
  reads: [...new Set([...certificates.reads, ...issuers.of, ...issuers.reads, 'core/secrets' as const])],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const signers = signersOf(view)
    const unplaced = unplacedIssuers(view)
    const shared = valueOr(view.fact(sharedSecrets), [])
    const isWithout = new Set(
      shared.flatMap(({certificate, owner, isOwnerKnown}) => [certificate, ...(isOwnerKnown ? [] : [owner])]),
    )
    return known(
      all.value
        .filter(certificate => !certificate.isCa && !isWithout.has(certificate))
        .flatMap(certificate => {
          const issuer = signers.get(secretOf(certificate))
          const perhaps = unplaced.get(certificate.secretName)
          if (issuer !== undefined) return judged(view, certificate, issuer)
          if (perhaps?.resourceNamespace?.known !== false) return []
          return [{certificate, issuer: perhaps, isDone: false, unsure: perhaps.resourceNamespace.because}]
        }),
    )
  },
}

const secretOf = ({namespace, secretName}: Certificate) => ref('core/secrets', namespace, secretName)

/** ClusterIssuers of which it is not known in which namespace their Secret is, by its name. */
const unplacedIssuers = (view: View): ReadonlyMap<string, Issuer> =>
  new Map(
    valueOr(view.fact(issuers), []).flatMap(issuer => {
      const name = text(issuer.object.body, 'spec', 'ca', 'secretName')
      return name === undefined || issuer.resourceNamespace?.known !== false ? [] : [[name, issuer] as const]
    }),
  )

/** Some issuers make a CA of what did not ask to be one: what stands there is seen. */
const judged = (view: View, certificate: Certificate, issuer: Issuer): readonly OverwrittenAuthority[] => {
  const secret = valueOr(view.find(secretOf(certificate)), null)
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const isOwn = secret !== null && annotation(secret, 'cert-manager.io/certificate-name') === certificate.name
  const [leaf] = isOwn ? (texts?.ofPem(pemOf(secret, 'tls.crt')) ?? []) : []
  return leaf?.isCa === true ? [] : [{certificate, issuer, isDone: leaf !== undefined}]
}
