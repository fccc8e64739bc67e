import type {Certificate} from '../../certificate.ts'
import {type Reason, reason} from '../reason.ts'

/**
 * RFC 5280 §6.1.4 (k): an issuer is a CA. Go looks at trust anchors, too, but lets one pass that is older than version 3
 * and has no basicConstraints.
 */
export const checkIsCa = ({version, values}: Certificate, isAnchor: boolean): Reason | undefined => {
  if (values.isCa) return undefined
  if (!values.hasBasicConstraints && isAnchor && version !== 3) return undefined
  return reason('not-a-ca', values.hasBasicConstraints ? 'is no CA' : 'is no CA: it has no basicConstraints')
}
