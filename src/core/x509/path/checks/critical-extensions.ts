import type {Certificate} from '../../certificate.ts'
import {EXTENSION} from '../../extension/extension.ts'
import type {Profile} from '../profile.ts'
import {type Reason, reason} from '../reason.ts'

/**
 * RFC 5280 §6.1.4 (o) and §6.1.5 (f): no critical extension is left unprocessed. For Go this includes nameConstraints on
 * directory names, and a subjectAltName without any mail, DNS, URI or IP name; by the RFC, both are processed.
 */
export const checkCriticalExtensions = (certificate: Certificate, profile: Profile): Reason | undefined => {
  const {unhandledCritical} = certificate.values
  if (unhandledCritical.length === 0) return undefined
  if (profile.comparesAllNames && unhandledCritical.every(({id}) => NAME_EXTENSIONS.includes(id))) return undefined
  const names = certificate.unknownCriticalExtensions.join(', ')
  return reason('critical-extension', `has a critical extension that is not understood: ${names}`)
}

const NAME_EXTENSIONS: readonly number[] = [EXTENSION.nameConstraints, EXTENSION.subjectAltName]
