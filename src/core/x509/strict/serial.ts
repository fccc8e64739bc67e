import {type StrictRule, when} from './rule.ts'

const SECTION = 'RFC 5280 §4.1.2.2'

/** Trust anchors are exempt: their serial is no part of path validation, and six public roots have serial 0. */
export const SERIAL_RULES: readonly StrictRule[] = [
  {
    code: 'serial-zero',
    section: SECTION,
    level: 'violation',
    check: ({certificate, role}) =>
      when(role !== 'anchor' && /^0*$/.test(certificate.serialNumber), 'has the serial number 0'),
  },
  {
    code: 'serial-too-long',
    section: SECTION,
    level: 'violation',
    check: ({certificate: {serialBytes}, role}) =>
      when(role !== 'anchor' && serialBytes > 20, `has a serial number of ${serialBytes} bytes; 20 are allowed`),
  },
]
