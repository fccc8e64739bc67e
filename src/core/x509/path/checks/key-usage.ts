import type {Certificate} from '../../certificate.ts'
import {KEY_CERT_SIGN} from '../../extension/basic-constraints.ts'
import {type Reason, reason} from '../reason.ts'

/** RFC 5280 §6.1.4 (n): where keyUsage is present and says anything, it allows to sign certificates. */
export const checkKeyCertSign = ({values: {keyUsage}}: Certificate): Reason | undefined =>
  keyUsage === 0 || (keyUsage & KEY_CERT_SIGN) !== 0
    ? undefined
    : reason('no-cert-sign', 'has a keyUsage without keyCertSign')
