import {foundCertificates} from '../../core/inspect/found-certificates.ts'
import type {Gap, Inspection} from '../../core/inspect/inspection.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import type {Placed} from './anchors.ts'
import type {InspectionContext} from './context.ts'
import type {Held} from './held-certificates.ts'

/** What one kind of target adds to an inspection: the certificates that belong to it, and its own parts. */
export interface Draft {
  readonly held: readonly Held[]
  readonly parts: Partial<Omit<Inspection, 'certificates' | 'chains' | 'keys' | 'findings' | 'unjudged' | 'gaps'>>
  readonly gaps: readonly Gap[]
}

/** Puts an inspection together. Findings are added where rules run. */
export const inspectionOf = (
  {anchors}: InspectionContext,
  named: Pick<Inspection, 'target' | 'subject' | 'state'>,
  {held, parts, gaps}: Draft,
): Inspection => {
  const own = Map.groupBy(
    held.flatMap(({placed}) => placed),
    ({certificate}) => certificate.fingerprint,
  )
  const placesOf = (certificate: Certificate) => [
    ...new Map(
      [...(own.get(certificate.fingerprint) ?? []).map(placeOf), ...anchors.placesOf(certificate)].map(place => [
        place.at,
        place,
      ]),
    ).values(),
  ]
  return {
    ...named,
    ...foundCertificates(
      held.flatMap(({chains}) => chains),
      placesOf,
    ),
    keys: held.flatMap(({keys}) => keys),
    ...parts,
    findings: [],
    unjudged: [],
    gaps: oncePerPart(gaps),
  }
}

const placeOf = ({place}: Placed) => place

const oncePerPart = (gaps: readonly Gap[]): readonly Gap[] => [...new Map(gaps.map(gap => [gap.part, gap])).values()]
