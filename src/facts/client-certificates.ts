import {known, valueOr} from '../core/knowing.ts'
import type {ClientHolding} from '../core/kube/snapshot.ts'
import type {Fact} from '../core/kube/view.ts'
import type {Certificate} from '../core/x509/certificate.ts'
import {certificateTexts} from './certificate/certificate-texts.ts'

/** The certificates by which one configuration of the client says who it is. */
export interface ClientCertificates {
  readonly config: ClientHolding['config']
  /** Never empty; the first ends first. */
  readonly certificates: readonly {readonly context: string; readonly leaf: Certificate}[]
}

/** Of the kubeconfig only the context that was used; of the talosconfig all. Nothing where no live reading has looked. */
export const clientCertificates: Fact<readonly ClientCertificates[]> = {
  name: 'certificates of the client',
  of: [],
  reads: [],
  derive: view => {
    const texts = valueOr(view.fact(certificateTexts), undefined)
    const byConfig = Map.groupBy(view.snapshot.clients ?? [], ({config}) => config)
    return known(
      [...byConfig].flatMap(([config, holdings]) => {
        const certificates = holdings.flatMap(({context, client}) => {
          const [leaf] = texts?.ofPem(client) ?? []
          return leaf === undefined ? [] : [{context, leaf}]
        })
        const sorted = certificates.sort((a, b) => a.leaf.notAfter - b.leaf.notAfter)
        return sorted.length === 0 ? [] : [{config, certificates: sorted}]
      }),
    )
  },
}

const WEEK = 7 * 86_400_000

/** Less than a sixth of its life is left. What lives but days is made anew by a login, which whoever logs in knows. */
export const isEnding = ({notBefore, notAfter}: Certificate, now: number): boolean => {
  const life = notAfter - notBefore
  return life >= WEEK && notAfter - now < life / 6
}
