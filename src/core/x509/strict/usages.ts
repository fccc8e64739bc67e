import {EXTENSION} from '../extension/extension.ts'
import {type StrictRule, type Subject, when} from './rule.ts'

const BASIC_CONSTRAINTS = 'RFC 5280 §4.2.1.9'
const KEY_USAGE = 'RFC 5280 §4.2.1.3'
const EXTENDED = 'RFC 5280 §4.2.1.12'

const signs = ({certificate}: Subject): boolean => certificate.keyUsage?.includes('keyCertSign') ?? false

export const USAGE_RULES: readonly StrictRule[] = [
  {
    code: 'basic-constraints-not-critical',
    section: BASIC_CONSTRAINTS,
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.isCa && certificate.extension(EXTENSION.basicConstraints)?.critical === false,
        'is a CA whose basicConstraints are not critical',
      ),
  },
  {
    code: 'path-length-without-ca',
    section: BASIC_CONSTRAINTS,
    level: 'violation',
    check: ({certificate}) =>
      when(!certificate.isCa && certificate.pathLength !== undefined, 'limits a path but is no CA'),
  },
  {
    code: 'ca-as-leaf',
    section: 'CABF BR 7.1.2.7.8',
    level: 'violation',
    check: ({certificate, role}) => when(role === 'leaf' && certificate.isCa, 'is a CA and used as a leaf'),
  },
  {
    code: 'key-usage-empty',
    section: KEY_USAGE,
    level: 'violation',
    check: ({certificate}) => when(certificate.keyUsage?.length === 0, 'has a keyUsage that allows nothing'),
  },
  {
    code: 'ca-without-key-cert-sign',
    section: KEY_USAGE,
    level: 'violation',
    check: subject =>
      when(
        subject.certificate.isCa && subject.certificate.keyUsage !== undefined && !signs(subject),
        'is a CA whose keyUsage does not allow to sign certificates',
      ),
  },
  {
    code: 'key-cert-sign-without-ca',
    section: BASIC_CONSTRAINTS,
    level: 'violation',
    check: subject => when(!subject.certificate.isCa && signs(subject), 'may sign certificates but is no CA'),
  },
  {
    code: 'ca-without-key-usage',
    section: KEY_USAGE,
    level: 'advice',
    check: ({certificate}) => when(certificate.isCa && certificate.keyUsage === undefined, 'is a CA without keyUsage'),
  },
  {
    code: 'extended-key-usage-empty',
    section: EXTENDED,
    level: 'violation',
    check: ({certificate}) =>
      when(certificate.extendedKeyUsage?.length === 0, 'has an extKeyUsage without any purpose'),
  },
  {
    code: 'extended-key-usage-missing',
    section: 'CABF BR 7.1.2.7.6',
    level: 'violation',
    check: ({certificate, role}) =>
      when(role === 'leaf' && certificate.extendedKeyUsage === undefined, 'does not say what it may be used for'),
  },
  {
    code: 'extended-key-usage-any',
    section: 'CABF BR 7.1.2.7.10',
    level: 'violation',
    check: ({certificate, role}) =>
      when(role === 'leaf' && certificate.extendedKeyUsage?.includes('any') === true, 'may be used for anything'),
  },
  {
    code: 'extended-key-usage-critical',
    section: 'CABF BR 7.1.2.7.6',
    level: 'violation',
    check: ({certificate, role}) =>
      when(
        role === 'leaf' && certificate.extension(EXTENSION.extKeyUsage)?.critical === true,
        'has an extKeyUsage that is critical',
      ),
  },
  {
    code: 'anchor-with-extended-key-usage',
    section: 'CABF BR 7.1.2.1.2',
    level: 'violation',
    check: ({certificate, role}) =>
      when(role === 'anchor' && certificate.extendedKeyUsage !== undefined, 'is a trust anchor with extKeyUsage'),
  },
]
