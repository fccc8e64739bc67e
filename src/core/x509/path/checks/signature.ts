import type {Certificate} from '../../certificate.ts'
import {type SignatureProblem, signatureProblem} from '../../key/signature.ts'
import {type Reason, reason} from '../reason.ts'

const verified = new WeakMap<Certificate, WeakMap<Certificate, SignatureProblem | 'none'>>()

/** Whether the key of `issuer` made the signature of `child`; each pair is verified once. */
export const certificateSignatureProblem = (child: Certificate, issuer: Certificate): SignatureProblem | undefined => {
  let known = verified.get(child)
  if (known === undefined) {
    known = new WeakMap()
    verified.set(child, known)
  }
  let problem = known.get(issuer)
  if (problem === undefined) {
    problem = signatureProblem(child, issuer.publicKey) ?? 'none'
    known.set(issuer, problem)
  }
  return problem === 'none' ? undefined : problem
}

/** RFC 5280 §6.1.3 (a) (1): the signature of the child verifies with the key of the issuer. */
export const checkSignature = (child: Certificate, issuer: Certificate): Reason | undefined => {
  const problem = certificateSignatureProblem(child, issuer)
  return problem === undefined ? undefined : reason(problem, DETAILS[problem](child, issuer))
}

const DETAILS: Readonly<Record<SignatureProblem, (child: Certificate, issuer: Certificate) => string>> = {
  'algorithm-unsupported': child =>
    `is named as issuer by a signature that is not supported: ${child.signatureAlgorithm.name}`,
  'algorithm-broken': child =>
    `is named as issuer by a signature that is refused as broken: ${child.signatureAlgorithm.name}`,
  'key-unusable': (_, issuer) => `has a key that verifies nothing: ${issuer.publicKey}`,
  'key-mismatch': (child, issuer) =>
    `has a key (${issuer.publicKey}) that cannot have made the signature (${child.signatureAlgorithm.name})`,
  'signature-mismatch': () => 'has the name of the issuer, but its key did not make the signature',
}
