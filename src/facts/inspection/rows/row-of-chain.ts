import {certificateName} from '../../../core/inspect/certificate-name.ts'
import type {CertificateRow} from '../../../core/inspect/certificate-row.ts'
import type {JudgedChain} from '../../../core/inspect/judge-chain.ts'
import type {KubeObject} from '../../../core/kube/object.ts'
import {record} from '../../../core/kube/object.ts'
import type {Certificate} from '../../../core/x509/certificate.ts'
import {checkValidity} from '../../../core/x509/path/checks/validity.ts'
import {isSelfSigned} from '../../../core/x509/path/path.ts'
import {timeText} from '../../../core/x509/path/reason.ts'
import type {Held} from '../held-certificates.ts'

type Described = Omit<CertificateRow, 'subject' | 'labels'>

/** What a row says of a certificate by itself. */
export const rowOfCertificate = (certificate: Certificate): Described => ({
  name: certificate.subject.commonName ?? certificate.sans[0]?.value ?? certificateName(certificate),
  isCa: certificate.isCa,
  key: String(certificate.publicKey),
  issuer: isSelfSigned(certificate) ? 'self-signed' : nameOfIssuer(certificate),
  fingerprint: certificate.fingerprint,
  notBefore: timeText(certificate.notBefore),
  notAfter: timeText(certificate.notAfter),
})

const nameOfIssuer = ({issuer}: Certificate): string => issuer.commonName ?? String(issuer)

/** A chain by its leaf, with the end of the whole chain; undefined where it has no certificate. */
export const rowOfChain = (chain: JudgedChain, keys: Held['keys'], now: Date): Described | undefined => {
  const [leaf] = chain.seen
  if (leaf === undefined) return undefined
  const problem = problemOf(chain, leaf, keys, now)
  return {
    ...rowOfCertificate(leaf),
    effectiveNotAfter: timeText(chain.effectiveNotAfter ?? leaf.notAfter),
    ...(chain.view.at !== 'tls.crt' && {at: chain.view.at}),
    ...(problem !== undefined && {problem}),
  }
}

/** The first thing that keeps a chain from serving, in the order in which people have to know. */
const problemOf = (
  {view: {verdict, problems, at}, effectiveNotAfter = Number.POSITIVE_INFINITY}: JudgedChain,
  leaf: Certificate,
  keys: Held['keys'],
  now: Date,
): string | undefined => {
  const ended = endedText(leaf, now)
  if (ended !== undefined) return ended
  const wrong = at === 'tls.crt' ? keys.find(key => key.at === 'tls.key' && key.matches === false) : undefined
  if (wrong !== undefined) return 'tls.key is the key of another certificate'
  if (verdict?.is === 'invalid') return verdict.detail
  const [broken] = problems
  if (broken !== undefined) return `line ${broken.line}: ${broken.detail}`
  return effectiveNotAfter < renewalOf(leaf) ? 'a CA above it ends before it is renewed' : undefined
}

/** When a certificate is renewed unless something else is said: a third of its life before its end (cert-manager's default). */
const renewalOf = ({notBefore, notAfter}: Certificate): number => notAfter - (notAfter - notBefore) / 3

/** `expired`, or from when on it is valid; undefined inside its validity. */
export const endedText = (certificate: Certificate, now: Date): string | undefined => {
  const outside = checkValidity(certificate, now.getTime())
  return outside?.code === 'expired' ? 'expired' : outside?.detail
}

/** The labels of an object that are labels. */
export const labelsOf = ({body}: KubeObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(record(body, 'metadata', 'labels')).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
