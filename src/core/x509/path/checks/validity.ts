import type {Certificate} from '../../certificate.ts'
import {type Reason, reason, timeText} from '../reason.ts'

/** RFC 5280 §6.1.3 (a) (2): the validity period includes the current time, both ends inclusive. */
export const checkValidity = ({notBefore, notAfter}: Certificate, now: number): Reason | undefined => {
  if (now < notBefore) return reason('not-yet-valid', `is valid only from ${timeText(notBefore)} on`)
  if (now > notAfter) return reason('expired', `expired at ${timeText(notAfter)}`)
  return undefined
}
