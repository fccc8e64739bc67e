import type {Certificate} from '../x509/certificate.ts'
import {shownName} from '../x509/name/general-name.ts'

/** How people tell certificates apart: the subject, else the first of the names that it is for. Safe to print. */
export const certificateName = ({subject, sans}: Pick<Certificate, 'subject' | 'sans'>): string => {
  if (!subject.isEmpty) return String(subject)
  return sans[0] === undefined ? 'a certificate without a name' : shownName(sans[0])
}
