import type {Certificate} from '../certificate.ts'
import {CONSTRAINT_RULES} from './constraints.ts'
import {ENCODING_RULES} from './encoding.ts'
import {KEY_IDENTIFIER_RULES} from './key-identifiers.ts'
import {KEY_RULES} from './keys.ts'
import {NAME_RULES} from './names.ts'
import type {Role, StrictFinding, StrictRule} from './rule.ts'
import {SERIAL_RULES} from './serial.ts'
import {SUBJECT_ALT_NAME_RULES} from './subject-alt-name.ts'
import {USAGE_RULES} from './usages.ts'

export type {Role, StrictFinding} from './rule.ts'

/** Every strict rule; codes are unique. */
export const STRICT_RULES: readonly StrictRule[] = [
  ...ENCODING_RULES,
  ...SERIAL_RULES,
  ...NAME_RULES,
  ...KEY_RULES,
  ...KEY_IDENTIFIER_RULES,
  ...USAGE_RULES,
  ...SUBJECT_ALT_NAME_RULES,
  ...CONSTRAINT_RULES,
]

/**
 * Where a certificate departs from RFC 5280 and the CA/Browser Forum's rules in ways that Go does not mind. These are
 * findings beside the verdict: other programs, or a stricter version of the same one, may refuse it.
 */
export const strictFindings = (
  certificate: Certificate,
  role: Role,
  issuer?: Certificate,
): readonly StrictFinding[] => {
  const findings: StrictFinding[] = []
  for (const {code, section, level, check} of STRICT_RULES) {
    const detail = check({certificate, role, issuer})
    if (detail !== undefined) findings.push({code, section, level, detail})
  }
  return findings
}

/** `strictFindings` of every certificate of a path, leaf first, with the index of the certificate. */
export const strictPathFindings = (path: readonly Certificate[]): readonly (StrictFinding & {at: number})[] =>
  path.flatMap((certificate, at) =>
    strictFindings(certificate, roleOf(path, at), path[at + 1]).map(finding => ({...finding, at})),
  )

/** A trust anchor that is the leaf itself is judged as a leaf. */
const roleOf = (path: readonly Certificate[], at: number): Role => {
  if (at === 0) return 'leaf'
  return at === path.length - 1 ? 'anchor' : 'issuer'
}
