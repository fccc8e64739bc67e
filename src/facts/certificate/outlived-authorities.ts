import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {isLikelyIssuedBy, isLikelySelfSigned} from '../../core/x509/path/likely-issuer.ts'
import {issuerAuthorities} from '../issuer/issuer-authorities.ts'
import {trustedRoots} from '../trust/trusted-roots.ts'
import {type IssuedCertificate, issuedCertificates} from './issued-certificates.ts'

/** A certificate whose CA ends before it does. */
export interface OutlivedAuthority {
  readonly issued: IssuedCertificate
  /** The CA, or the one above it, that ends first. */
  readonly authority: X509
  /** When cert-manager replaces the certificate, where it has said so. Epoch milliseconds. */
  readonly renewalTime?: number
}

/**
 * Of a CA that was renewed with its key the latest certificate counts, but for intermediates that a server sends: clients have
 * no other. Above the CA only what is known as its own chain counts: public CAs are cross-signed, and clients choose.
 */
export const outlivedAuthorities: Fact<readonly OutlivedAuthority[]> = {
  name: 'certificates that outlive their CA',
  of: issuedCertificates.of,
  reads: [
    ...new Set([...issuedCertificates.reads, ...issuerAuthorities.reads, ...trustedRoots.of, ...trustedRoots.reads]),
  ],
  derive: view => {
    const all = view.fact(issuedCertificates)
    if (!all.known) return all
    return known(
      all.value.flatMap(issued => {
        const authority = issued.leaf.isSelfIssued ? undefined : firstToEnd(view, issued)
        if (authority === undefined || authority.notAfter >= issued.leaf.notAfter) return []
        const renewalTime = issued.certificate?.renewalTime
        return [{issued, authority, ...given({renewalTime})}]
      }),
    )
  },
}

const firstToEnd = (view: View, {leaf, above, authorities, issuer}: IssuedCertificate): X509 | undefined => {
  const ofIssuer = issuer === undefined ? undefined : valueOr(view.fact(issuerAuthorities), undefined)?.of(issuer)
  const apart = [...authorities, ...(ofIssuer?.known === true ? ofIssuer.value : [])]
  const sent = above.filter(each => !isLikelySelfSigned(each) && isLikelyIssuedBy(leaf, each))
  const signer = latest(sent.length > 0 ? sent : issuersOf(view, leaf, [...above, ...apart]))
  if (signer === undefined || isLikelySelfSigned(signer)) return signer
  const root = latest(issuersOf(view, signer, apart))
  return root !== undefined && root.notAfter < signer.notAfter ? root : signer
}

const issuersOf = (view: View, child: X509, candidates: readonly X509[]): readonly X509[] => {
  const trusted = valueOr(view.fact(trustedRoots), undefined)?.pool.candidates(child) ?? []
  return [...candidates, ...trusted].filter(each => isLikelyIssuedBy(child, each))
}

const latest = (certificates: readonly X509[]): X509 | undefined =>
  certificates.reduce<X509 | undefined>(
    (best, each) => (best === undefined || each.notAfter > best.notAfter ? each : best),
    undefined,
  )
