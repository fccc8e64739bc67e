import {KEY_CERT_SIGN} from '../basic-constraints.ts'
import type {Certificate} from '../certificate.ts'
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

/** RFC 5280 §6.1.4 (n): where keyUsage is present and says anything, it allows to sign certificates. */
export const checkKeyCertSign = ({values: {keyUsage}}: Certificate): Reason | undefined =>
  keyUsage === 0 || (keyUsage & KEY_CERT_SIGN) !== 0
    ? undefined
    : reason('no-cert-sign', 'has a keyUsage without keyCertSign')

/**
 * RFC 5280 §6.1.4 (l), (m): no more intermediates follow than pathLenConstraint allows. Go counts all of them, also the
 * self-issued ones that the RFC does not count, and heeds the limit of a trust anchor.
 */
export const checkPathLength = ({values: {pathLength}}: Certificate, intermediates: number): Reason | undefined =>
  pathLength === undefined || intermediates <= pathLength
    ? undefined
    : reason('path-too-long', `allows ${pathLength} intermediate CA(s) below it, and there are ${intermediates}`)
