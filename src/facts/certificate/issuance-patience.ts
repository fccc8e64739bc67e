import type {Issuer} from '../issuer/issuers.ts'
import type {Certificate} from './certificates.ts'

/** A change or a renewal is issued within seconds; an ACME order waits for DNS. Milliseconds. */
const PATIENCE = 5 * 60_000
const PATIENCE_WITH_ACME = 15 * 60_000

/** How long cert-manager may take. */
export const patienceWith = (issuer: Issuer | undefined): number =>
  issuer?.type === 'acme' ? PATIENCE_WITH_ACME : PATIENCE

/** Whether cert-manager is issuing, and has not been for too long: the certificate is about to be replaced. */
export const isUnderWay = (
  {certificate, issuer}: {readonly certificate?: Certificate; readonly issuer?: Issuer},
  now: Date,
): boolean => {
  const issuing = certificate?.issuing
  return issuing?.status === 'True' && now.getTime() - (issuing.since ?? now.getTime()) <= patienceWith(issuer)
}
