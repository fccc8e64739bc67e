import {EXTENSION} from '../extension/extension.ts'
import {isHostName} from './host-name.ts'
import {type StrictRule, when} from './rule.ts'

const NAME_CONSTRAINTS = 'RFC 5280 §4.2.1.10'

export const CONSTRAINT_RULES: readonly StrictRule[] = [
  {
    code: 'name-constraints-not-critical',
    section: NAME_CONSTRAINTS,
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.extension(EXTENSION.nameConstraints)?.critical === false,
        'has name constraints that are not critical, so that others may ignore them',
      ),
  },
  {
    code: 'name-constraints-without-ca',
    section: NAME_CONSTRAINTS,
    level: 'violation',
    check: ({certificate}) =>
      when(!certificate.isCa && certificate.nameConstraints !== undefined, 'has name constraints but is no CA'),
  },
  {
    code: 'name-constraint-invalid-domain',
    section: NAME_CONSTRAINTS,
    level: 'violation',
    check: ({certificate: {nameConstraints}}) => {
      const domains = [...(nameConstraints?.permitted.dns ?? []), ...(nameConstraints?.excluded.dns ?? [])]
      const wrong = domains.find(domain => domain !== '' && !isHostName(domain, false))
      return when(wrong !== undefined, 'has a DNS name constraint that is no domain, such as one with a leading dot')
    },
  },
  {
    code: 'name-constraint-with-distance',
    section: NAME_CONSTRAINTS,
    level: 'violation',
    check: ({certificate}) =>
      when(certificate.nameConstraints?.hasDistances === true, 'has a name constraint with a minimum or maximum'),
  },
  {
    code: 'policy-constraints-not-critical',
    section: 'RFC 5280 §4.2.1.11',
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.extension(EXTENSION.policyConstraints)?.critical === false,
        'has policy constraints that are not critical',
      ),
  },
  {
    code: 'inhibit-any-policy-not-critical',
    section: 'RFC 5280 §4.2.1.14',
    level: 'violation',
    check: ({certificate}) =>
      when(
        certificate.extension(EXTENSION.inhibitAnyPolicy)?.critical === false,
        'inhibits anyPolicy without being critical',
      ),
  },
]
