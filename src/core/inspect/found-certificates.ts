import type {Certificate} from '../x509/certificate.ts'
import {timeText} from '../x509/path/reason.ts'
import {certificateView} from './certificate-view.ts'
import type {Place} from './chain-view.ts'
import type {FoundCertificate, Inspection} from './inspection.ts'
import type {JudgedChain} from './judge-chain.ts'

/** The parts of an inspection that hold certificates: every certificate once, in the order in which chains name them. */
export const foundCertificates = (
  chains: readonly JudgedChain[],
  placesOf: (certificate: Certificate) => readonly Place[],
): Pick<Inspection, 'certificates' | 'chains' | 'effectiveNotAfter'> => {
  const seen = new Map<string, FoundCertificate>()
  for (const certificate of chains.flatMap(chain => chain.seen)) {
    if (seen.has(certificate.fingerprint)) continue
    seen.set(certificate.fingerprint, {...certificateView(certificate), places: placesOf(certificate)})
  }
  const effective = (chains.find(({view}) => view.role === 'chain') ?? chains[0])?.effectiveNotAfter
  return {
    ...(effective !== undefined && {effectiveNotAfter: timeText(effective)}),
    certificates: [...seen.values()],
    chains: chains.map(({view}) => view),
  }
}
