import {known} from '../core/knowing.ts'
import type {Fact} from '../core/kube/view.ts'
import {type CertificateBundle, readCertificates} from '../core/x509/bundle.ts'
import type {Certificate} from '../core/x509/certificate.ts'
import {type EncodedBundle, readEncodedBundle} from '../core/x509/encoded-bundle.ts'
import type {PemProblem} from '../core/x509/pem.ts'

/** Reads certificates out of texts, each text once: the same CA stands in every Secret, request and ConfigMap of a cluster. */
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
    const read = (pem: string) => once(plain, pem, () => readCertificates(pem))
    const encoded = new Map<string, EncodedBundle>()
    return known({
      ofPem: pem => (pem === undefined ? [] : read(pem).certificates),
      problemsIn: pem => (pem === undefined ? [] : read(pem).problems),
      ofBase64: base64 => once(encoded, base64 ?? '', () => readEncodedBundle(base64)),
    })
  },
}

const once = <T>(seen: Map<string, T>, key: string, make: () => T): T => {
  const before = seen.get(key)
  if (before !== undefined) return before
  const fresh = make()
  seen.set(key, fresh)
  return fresh
}
