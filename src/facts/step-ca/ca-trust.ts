import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {at} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {isIssuedBy} from '../../core/x509/path/path.ts'
import {type CertificateTexts, certificateTexts} from '../certificate/certificate-texts.ts'
import {type CaAddress, caAddresses, handshakeAt} from './ca-addresses.ts'
import {type StepAnswer, stepAnswers} from './step-answers.ts'
import type {StepCa} from './step-cas.ts'

/** Whether a Step issuer can verify the server at its URL. */
export interface CaTrust {
  readonly address: CaAddress
  /** What stands in its caBundle. */
  readonly trusted: readonly X509[]
  /** There is a caBundle, and no certificate can be read in it. */
  readonly isUnreadable: boolean
  /** The root of the step-ca behind the URL, from the ConfigMap of its chart. */
  readonly root?: X509
  readonly rootPem?: string
  /** caBundle has that root, or one with the same name and key. */
  readonly isRootTrusted: boolean
  /** What the server showed in a handshake, leaf first. */
  readonly shown: readonly X509[]
  /** Something that was shown is in caBundle, or was issued by what is. */
  readonly isShownTrusted: boolean
  /** A certificate of caBundle that has the name of the actual root and another key. */
  readonly namesake?: X509
  readonly answer?: StepAnswer
}

/** Of every Step issuer with a caBundle. */
export const caTrust: Fact<readonly CaTrust[]> = {
  name: 'trust in CAs',
  of: caAddresses.of,
  reads: [...new Set([...caAddresses.reads, ...stepAnswers.of, 'core/configmaps' as const])],
  derive: view => {
    const all = view.fact(caAddresses)
    const texts = view.fact(certificateTexts)
    if (!all.known) return all
    if (!texts.known) return texts
    return known(all.value.flatMap(address => trustOf(view, address, texts.value)))
  },
}

const trustOf = (view: View, address: CaAddress, texts: CertificateTexts): readonly CaTrust[] => {
  const encoded = at(address.issuer.object.body, 'spec', 'caBundle')
  if (typeof encoded !== 'string' || encoded === '' || isFilledLater(encoded)) return []
  const bundle = texts.ofBase64(encoded)
  const trusted = bundle.is === 'certificates' ? bundle.certificates : []
  const ca = address.ca.known ? address.ca.value?.ca : undefined
  const rootPem = ca === undefined ? undefined : rootPemOf(view, ca)
  const [root] = texts.ofPem(rootPem)
  const shown = shownAt(view, address, texts)
  const actual = root ?? shown.at(-1)
  const name = root === undefined ? actual?.issuer.key : actual?.subject.key
  const isTrusted = (one: X509) => trusted.some(each => isSame(each, one) || isIssuedBy(one, each))
  const namesake = trusted.find(each => each.subject.key === name && !(actual !== undefined && isTrusted(actual)))
  return [
    {
      address,
      trusted,
      isUnreadable: trusted.length === 0,
      isRootTrusted: root !== undefined && trusted.some(each => isSame(each, root)),
      shown,
      isShownTrusted: shown.some(isTrusted),
      ...given({root, rootPem, namesake, answer: valueOr(view.fact(stepAnswers), undefined)?.of(address.issuer)}),
    },
  ]
}

const isSame = (one: X509, other: X509): boolean =>
  one.subject.key === other.subject.key && one.publicKey.hash === other.publicKey.hash

/** The chart keeps the root beside the configuration. */
const rootPemOf = (view: View, {namespace, fullname}: StepCa): string | undefined => {
  const certs = valueOr(view.find(ref('core/configmaps', namespace, `${fullname}-certs`)), null)
  return certs === null ? undefined : pemOf(certs, 'root_ca.crt')
}

const shownAt = (view: View, {host, port}: CaAddress, texts: CertificateTexts): readonly X509[] => {
  const shown = handshakeAt(view, host, port)
  return shown?.result.known ? shown.result.value.chain.flatMap(pem => texts.ofPem(pem)) : []
}
