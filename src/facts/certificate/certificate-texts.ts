import {known} from '../../core/knowing.ts'
import type {Fact} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {type CertificateBundle, joinBundles, readCertificates} from '../../core/x509/pem/bundle.ts'
import {type EncodedBundle, readEncodedBundle} from '../../core/x509/pem/encoded-bundle.ts'
import {lineCounter, type PemProblem} from '../../core/x509/pem/pem.ts'

/**
 * Reads certificates out of texts, each text once: the same CA stands in every Secret, request and ConfigMap of a cluster, and
 * behind every leaf.
 */
export interface CertificateTexts {
  /** The certificates of a PEM text; none where there is no text. */
  ofPem(pem: string | undefined): readonly Certificate[]
  /** What in a PEM text could not be read. */
  problemsIn(pem: string | undefined): readonly PemProblem[]
  /** What a base64 field holds. */
  ofBase64(base64: string | undefined): EncodedBundle
}

export const certificateTexts: Fact<CertificateTexts> = {
  name: 'certificate texts',
  of: [],
  reads: [],
  derive: () => {
    const plain = new Map<string, CertificateBundle>()
    const read = (pem: string): CertificateBundle => once(plain, pem, () => readChain(pem, read))
    const encoded = new Map<string, EncodedBundle>()
    return known({
      ofPem: pem => (pem === undefined ? [] : read(pem).certificates),
      problemsIn: pem => (pem === undefined ? [] : read(pem).problems),
      ofBase64: base64 => once(encoded, base64 ?? '', () => readEncodedBundle(base64)),
    })
  },
}

const END = '\n-----END CERTIFICATE-----\n'

/** The first certificate, then those behind it, which many chains have in common. */
const readChain = (pem: string, readRest: (pem: string) => CertificateBundle): CertificateBundle => {
  const end = pem.indexOf(END)
  const next = end === -1 ? -1 : end + END.length
  if (next === -1 || !pem.startsWith('-----BEGIN ', next)) return readCertificates(pem)
  const first = pem.slice(0, next)
  return joinBundles(readCertificates(first), readRest(pem.slice(next)), lineCounter(first)(first.length) - 1)
}

const once = <T>(seen: Map<string, T>, key: string, make: () => T): T => {
  const before = seen.get(key)
  if (before !== undefined) return before
  const fresh = make()
  seen.set(key, fresh)
  return fresh
}
