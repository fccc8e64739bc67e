import type {Certificate} from '../certificate.ts'
import {printable} from '../der/string.ts'
import type {GeneralNameKind} from '../name/general-name.ts'
import {ipText, parseIp} from '../name/ip.ts'
import {isHostName} from './host-name.ts'
import {type StrictRule, when} from './rule.ts'

const SECTION = 'RFC 5280 §4.2.1.6'

const values = ({sans}: Certificate, kind: GeneralNameKind): readonly string[] =>
  sans.filter(san => san.kind === kind).map(({value}) => value)

export const SUBJECT_ALT_NAME_RULES: readonly StrictRule[] = [
  {
    code: 'subject-alt-name-empty',
    section: SECTION,
    level: 'violation',
    check: ({certificate: {values: extensions, sans}}) =>
      when(extensions.subjectAltName !== undefined && sans.length === 0, 'has a subjectAltName without any name'),
  },
  {
    code: 'subject-alt-name-missing',
    section: 'CABF BR 7.1.2.7.12',
    level: 'violation',
    check: ({certificate, role}) =>
      when(
        role === 'leaf' && certificate.values.subjectAltName === undefined,
        'has no subjectAltName, only a common name',
      ),
  },
  {
    code: 'subject-alt-name-not-critical',
    section: SECTION,
    level: 'violation',
    check: ({certificate: {subject, values: extensions}}) =>
      when(
        subject.isEmpty && extensions.subjectAltName?.critical === false,
        'has an empty subject and a subjectAltName that is not critical',
      ),
  },
  {
    code: 'subject-alt-name-critical',
    section: 'CABF BR 7.1.2.7.12',
    level: 'violation',
    check: ({certificate: {subject, values: extensions}}) =>
      when(
        !subject.isEmpty && extensions.subjectAltName?.critical === true,
        'has a subject and a subjectAltName that is critical',
      ),
  },
  {
    code: 'dns-name-is-address',
    section: SECTION,
    level: 'violation',
    check: ({certificate}) => {
      const found = values(certificate, 'dNSName').find(name => parseIp(name) !== undefined)
      return when(found !== undefined, `has the address ${printable(found ?? '')} as a DNS name, which matches no host`)
    },
  },
  {
    code: 'dns-name-invalid',
    section: SECTION,
    level: 'violation',
    check: ({certificate}) => {
      const found = values(certificate, 'dNSName').find(name => !isHostName(name, true))
      return when(
        found !== undefined,
        `has the DNS name ${printable(found ?? '')}, which is not in preferred name syntax`,
      )
    },
  },
  {
    code: 'name-with-control-character',
    section: SECTION,
    level: 'violation',
    check: ({certificate: {sans}}) => {
      const found = sans.find(({kind, value}) => kind !== 'directoryName' && /[\u0000-\u001f\u007f]/.test(value))
      return when(found !== undefined, 'has a name with a control character, which other programs may cut off there')
    },
  },
  {
    code: 'common-name-not-in-subject-alt-name',
    section: 'CABF BR 7.1.4.3',
    level: 'violation',
    check: ({certificate, role}) => (role === 'leaf' ? commonNameProblem(certificate) : undefined),
  },
]

/**
 * A common name that means a host is one of the names of its kind, character by character: an address of the addresses,
 * anything else of the DNS names. Not judged is a certificate without names of the kind, and a common name that is a
 * domain above the DNS names (`example.com` over `*.example.com`), which is widespread and stands for no host.
 */
const commonNameProblem = (certificate: Certificate): string | undefined => {
  const name = certificate.subject.commonName
  if (name === undefined) return undefined
  const kind = /^[0-9a-fA-FxX.:]+$/.test(name) && !/\.[a-zA-Z]/.test(name) ? 'iPAddress' : 'dNSName'
  const names = values(certificate, kind)
  if (names.length === 0 || names.includes(name) || names.some(other => other.endsWith(`.${name}`))) return undefined
  const address = parseIp(name)
  const canonical = address === undefined ? undefined : ipText(address)
  return canonical !== undefined && canonical !== name && names.includes(canonical)
    ? `has the common name ${printable(name)}, which is written ${canonical} in subjectAltName`
    : `has the common name ${printable(name)}, which is not in subjectAltName`
}
