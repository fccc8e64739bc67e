import type {Certificate} from '../certificate.ts'
import {context, contextConstructed, DerReader, TAG} from '../der/der.ts'
import {latin1} from '../der/string.ts'
import {type StrictRule, when} from './rule.ts'

const GENERALIZED_FROM = Date.UTC(2050, 0, 1)

export const ENCODING_RULES: readonly StrictRule[] = [
  {
    code: 'validity-reversed',
    section: 'RFC 5280 §4.1.2.5',
    level: 'violation',
    check: ({certificate: {notBefore, notAfter}}) => when(notBefore > notAfter, 'ends before it begins'),
  },
  {
    code: 'time-encoding',
    section: 'RFC 5280 §4.1.2.5',
    level: 'violation',
    check: ({certificate}) =>
      when(!times(certificate).every(isConforming), 'writes a time in a form that other programs refuse'),
  },
  {
    code: 'unique-identifier',
    section: 'RFC 5280 §4.1.2.8',
    level: 'violation',
    check: ({certificate}) => when(hasUniqueIdentifier(certificate), 'has a unique identifier, which nobody uses'),
  },
  {
    code: 'version-without-extensions',
    section: 'RFC 5280 §4.1.2.1',
    level: 'advice',
    check: ({certificate}) => when(certificate.version !== 3, `is an X.509 version ${certificate.version} certificate`),
  },
  {
    code: 'default-encoded',
    section: 'X.690 §11.5',
    level: 'violation',
    check: ({certificate}) => when(encodesDefault(certificate), 'writes a default value, which DER leaves out'),
  },
]

interface Time {
  readonly tag: number
  readonly text: string
  readonly value: number
}

/** A reader inside the signed part, behind version, serial number and algorithm. */
const behindHead = ({signedPart}: Certificate): DerReader => {
  const reader = new DerReader(signedPart)
  reader.enter(TAG.sequence, 'tbsCertificate')
  reader.optional(contextConstructed(0), 'version')
  reader.next('serial number')
  reader.next('signature algorithm')
  return reader
}

const times = (certificate: Certificate): readonly Time[] => {
  const reader = behindHead(certificate)
  reader.next('issuer')
  reader.enter(TAG.sequence, 'validity')
  return [certificate.notBefore, certificate.notAfter].map(value => {
    const tag = reader.next('time')
    return {tag, text: latin1(reader.bytes, reader.from, reader.to), value}
  })
}

/** UTCTime until 2049 and GeneralizedTime from 2050, with seconds and in UTC. */
const isConforming = ({tag, text, value}: Time): boolean =>
  tag === TAG.utcTime ? /^\d{12}Z$/.test(text) : /^\d{14}Z$/.test(text) && value >= GENERALIZED_FROM

const hasUniqueIdentifier = (certificate: Certificate): boolean => {
  const reader = behindHead(certificate)
  for (const part of ['issuer', 'validity', 'subject', 'public key']) reader.next(part)
  return reader.peek(context(1)) || reader.peek(context(2))
}

/** Version 1 written out, or an extension that says that it is not critical. */
const encodesDefault = (certificate: Certificate): boolean => {
  const reader = new DerReader(certificate.signedPart)
  reader.enter(TAG.sequence, 'tbsCertificate')
  if (certificate.version === 1 && reader.peek(contextConstructed(0))) return true
  return certificate.extensions.some(extension => extension.hasFlag && !extension.critical)
}
