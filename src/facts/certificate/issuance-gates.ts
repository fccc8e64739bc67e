import type {Stage} from '../../core/doctor/rule.ts'
import type {CertificateRequest} from './certificate-requests.ts'
import type {Issuance} from './issuances.ts'

/**
 * Where an issuance that is under way stands still: `blind` requests could not be read · `unrequested` no request was made ·
 * `several` more than one was · `undecided` nobody has decided · `unsigned` approved, and the issuer has said nothing ·
 * `pending` the issuer says why · `unstored` it was answered, and the certificate is not stored · `ended` the request is over,
 * and cert-manager has not taken that up.
 */
export type Gate = 'blind' | 'unrequested' | 'several' | 'undecided' | 'unsigned' | 'pending' | 'unstored' | 'ended'

export interface Standstill {
  readonly gate: Gate
  /** The step that does not happen. */
  readonly waitsFor: Stage
  readonly request?: CertificateRequest
}

/** Names the gate. cert-manager has no timeout at any of them. */
export const standstill = ({requests}: Pick<Issuance, 'requests'>): Standstill => {
  if (requests === null) return {gate: 'blind', waitsFor: 'issuance'}
  const [request, ...others] = requests
  if (request === undefined) return {gate: 'unrequested', waitsFor: 'issuance'}
  if (others.length > 0) return {gate: 'several', waitsFor: 'issuance', request}
  const {ready, decision} = request
  if (ready?.status === 'True') return {gate: 'unstored', waitsFor: 'issuance', request}
  if (decision === 'denied' || ready?.reason === 'Failed') {
    return {gate: 'ended', waitsFor: 'issuance', request}
  }
  if (decision === 'none') return {gate: 'undecided', waitsFor: 'approval', request}
  return {gate: ready === undefined ? 'unsigned' : 'pending', waitsFor: 'signing', request}
}
