import type {FoundCertificate, Inspection} from '../../../core/inspect/inspection.ts'

/** What every part of an inspection is said with. */
export interface Saying {
  readonly inspection: Inspection
  /** The moment that is judged, epoch milliseconds. */
  readonly now: number
  /** Everything, and nothing cut. */
  readonly wide: boolean
  certificate(fingerprint: string): FoundCertificate | undefined
}

export const sayingOf = (
  inspection: Inspection,
  {now, wide}: {readonly now: number; readonly wide: boolean},
): Saying => {
  const certificates = new Map(inspection.certificates.map(each => [each.fingerprint, each]))
  return {inspection, now, wide, certificate: fingerprint => certificates.get(fingerprint)}
}
