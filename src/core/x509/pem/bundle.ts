import {type Certificate, parseCertificate} from '../certificate.ts'
import {DerError} from '../der/der.ts'
import {type PemProblem, parsePem} from './pem.ts'

/** The certificates of a PEM text, in order, and what in it is not one. */
export interface CertificateBundle {
  readonly certificates: readonly Certificate[]
  /** 1-based line of each certificate's BEGIN, in the same order. */
  readonly lines: readonly number[]
  readonly problems: readonly PemProblem[]
}

/** Two bundles as one, where the text of the second follows that of the first, which has so many lines. */
export const joinBundles = (first: CertificateBundle, second: CertificateBundle, lines: number): CertificateBundle => ({
  certificates: [...first.certificates, ...second.certificates],
  lines: [...first.lines, ...second.lines.map(line => line + lines)],
  problems: [...first.problems, ...second.problems.map(({line, detail}) => ({line: line + lines, detail}))],
})

/** Labels that hold a certificate for other programs (OpenSSL), but not for Go. */
const OTHER_CERTIFICATE_LABELS: readonly string[] = ['X509 CERTIFICATE', 'TRUSTED CERTIFICATE']

/**
 * Reads what Go's `CertPool.AppendCertsFromPEM` and `tls.X509KeyPair` would read: `CERTIFICATE` blocks without headers.
 * Blocks of other kinds (a private key in the same file) are no problem; a certificate that is skipped is one.
 */
export const readCertificates = (pem: string): CertificateBundle => {
  const {blocks, problems: pemProblems} = parsePem(pem)
  const certificates: Certificate[] = []
  const lines: number[] = []
  const problems: PemProblem[] = [...pemProblems]
  for (const {label, der, headers, line} of blocks) {
    if (OTHER_CERTIFICATE_LABELS.includes(label))
      problems.push({line, detail: `${label} is a label that Go programs skip`})
    if (label !== 'CERTIFICATE') continue
    if (Object.keys(headers).length > 0) {
      problems.push({line, detail: 'CERTIFICATE has header lines, so Go programs skip it'})
      continue
    }
    try {
      certificates.push(parseCertificate(der))
      lines.push(line)
    } catch (error) {
      if (!(error instanceof DerError)) throw error
      problems.push({line, detail: `CERTIFICATE cannot be read: ${error.message}`})
    }
  }
  return {certificates, lines, problems: problems.sort((a, b) => a.line - b.line)}
}
