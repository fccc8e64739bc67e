import type {Certificate} from '../certificate.ts'
import {EXTENSION} from '../extension/extension.ts'
import {authorityKeyIdentifierFields} from '../extension/key-identifier.ts'
import {isSelfSigned} from '../path/path.ts'
import {type StrictRule, when} from './rule.ts'

const AUTHORITY = 'RFC 5280 §4.2.1.1'
const SUBJECT = 'RFC 5280 §4.2.1.2'

const fields = (certificate: Certificate): readonly string[] => {
  const extension = certificate.extension(EXTENSION.authorityKeyIdentifier)
  return extension === undefined ? [] : authorityKeyIdentifierFields(extension.value)
}

export const KEY_IDENTIFIER_RULES: readonly StrictRule[] = [
  {
    code: 'authority-key-identifier-missing',
    section: AUTHORITY,
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.aki === undefined && !isSelfSigned(certificate),
        'does not say which key of its issuer signed it',
      ),
  },
  {
    code: 'authority-key-identifier-without-key',
    section: 'CABF BR 7.1.2.1.3',
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.extension(EXTENSION.authorityKeyIdentifier) !== undefined && certificate.aki === undefined,
        'has an authorityKeyIdentifier without a key',
      ),
  },
  {
    code: 'authority-key-identifier-names-certificate',
    section: 'CABF BR 7.1.2.1.3',
    level: 'violation',
    check: ({certificate}) =>
      when(
        fields(certificate).some(field => field.startsWith('authorityCert')),
        'names one certificate of its issuer, so that it breaks when that is renewed',
      ),
  },
  {
    code: 'authority-key-identifier-differs',
    section: SUBJECT,
    level: 'violation',
    check: ({certificate, issuer}) => {
      const above = issuer ?? (isSelfSigned(certificate) ? certificate : undefined)
      const differs = certificate.aki !== undefined && above?.ski !== undefined && certificate.aki !== above.ski
      return when(differs, 'names another key of its issuer than the one that signed it')
    },
  },
  {
    code: 'subject-key-identifier-missing',
    section: SUBJECT,
    level: 'violation',
    check: ({certificate}) =>
      when(certificate.isCa && certificate.ski === undefined, 'is a CA without subjectKeyIdentifier'),
  },
]
