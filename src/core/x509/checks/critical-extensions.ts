import type {Certificate} from '../certificate.ts'
import {type Reason, reason} from '../reason.ts'

/**
 * RFC 5280 §6.1.4 (o) and §6.1.5 (f): no critical extension is left unprocessed. For Go this includes nameConstraints on
 * directory names, and a subjectAltName without any mail, DNS, URI or IP name.
 */
export const checkCriticalExtensions = (certificate: Certificate): Reason | undefined =>
  certificate.values.unhandledCritical.length === 0
    ? undefined
    : reason(
        'critical-extension',
        `has a critical extension that is not understood: ${certificate.unknownCriticalExtensions.join(', ')}`,
      )
