import {TAG} from '../der/der.ts'
import type {Name} from '../name/name.ts'
import {type StrictRule, when} from './rule.ts'

export const NAME_RULES: readonly StrictRule[] = [
  {
    code: 'issuer-empty',
    section: 'RFC 5280 §4.1.2.4',
    level: 'violation',
    check: ({certificate}) => when(certificate.issuer.isEmpty, 'has an empty issuer'),
  },
  {
    code: 'ca-subject-empty',
    section: 'RFC 5280 §4.1.2.6',
    level: 'violation',
    check: ({certificate}) => when(certificate.isCa && certificate.subject.isEmpty, 'is a CA with an empty subject'),
  },
  {
    code: 'country-invalid',
    section: 'RFC 5280 Appendix A.1',
    level: 'advice',
    check: ({certificate: {subject}}) => {
      const wrong = subject.values('C').find(country => !/^[A-Za-z]{2}$/.test(country))
      return when(wrong !== undefined, 'has a country in its subject that is not two letters')
    },
  },
  {
    code: 'legacy-string-type',
    section: 'RFC 5280 §4.1.2.4',
    level: 'advice',
    check: ({certificate: {subject, issuer}}) =>
      when(hasLegacyString(subject) || hasLegacyString(issuer), 'has a name in TeletexString or BMPString'),
  },
]

const hasLegacyString = ({attributes}: Name): boolean =>
  attributes.some(({tag}) => tag === TAG.teletexString || tag === TAG.bmpString)
