import {known, valueOr} from '../../core/knowing.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {issuerOf} from './issuer-ref.ts'
import {issuerUsers} from './issuer-users.ts'
import {type Issuer, issuers} from './issuers.ts'

/** An issuer that asks an ACME server. */
export interface AcmeIssuer {
  readonly issuer: Issuer
  /** Its directory. */
  readonly server: string
  /** A test server that everybody may use: nobody trusts its certificates. */
  readonly isStaging: boolean
  readonly users: readonly KubeObject[]
}

/** Test servers of public CAs. */
const STAGING: ReadonlySet<string> = new Set([
  'acme-staging-v02.api.letsencrypt.org',
  'acme-staging.api.letsencrypt.org',
  'dv.acme-v02.test-api.pki.goog',
  'api.test4.buypass.no',
])

const hostOf = (server: string): string => URL.parse(server)?.hostname ?? ''

export const acmeIssuers: Fact<readonly AcmeIssuer[]> = {
  name: 'ACME issuers',
  of: ['cert-manager.io/issuers', 'cert-manager.io/clusterissuers'],
  reads: [...new Set([...issuers.of, ...issuers.reads, ...issuerUsers.of, ...issuerUsers.reads])],
  derive: view => {
    const seen = listAll(view, acmeIssuers.of)
    const all = view.fact(issuers)
    if (!seen.known) return seen
    if (!all.known) return all
    const users = valueOr(view.fact(issuerUsers), undefined)
    return known(
      all.value.flatMap(issuer => {
        const server = text(issuer.object.body, 'spec', 'acme', 'server')
        if (issuer.type !== 'acme' || server === undefined) return []
        return [{issuer, server, isStaging: STAGING.has(hostOf(server)), users: users?.of(issuer.object.ref) ?? []}]
      }),
    )
  },
}

/** Let's Encrypt's server for everybody, which limits how often one may ask (letsencrypt.org/docs/rate-limits). */
const PRODUCTION = 'acme-v02.api.letsencrypt.org'

/** Certificates from Let's Encrypt's production server. */
export const publicCertificates: Fact<readonly Certificate[]> = {
  name: "certificates of Let's Encrypt",
  of: certificates.of,
  reads: [...new Set([...certificates.reads, ...acmeIssuers.of, ...acmeIssuers.reads])],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const production = new RefMap<true>()
    for (const {issuer, server} of valueOr(view.fact(acmeIssuers), []))
      if (hostOf(server) === PRODUCTION) production.set(issuer.object.ref, true)
    return known(
      all.value.filter(({issuer, namespace}) => {
        const target = issuerOf(issuer, namespace)
        return target !== null && production.get(target) === true
      }),
    )
  },
}
