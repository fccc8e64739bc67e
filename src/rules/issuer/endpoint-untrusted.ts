import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {unknown} from '../../core/knowing.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {type CaTrust, caTrust} from '../../facts/step-ca/ca-trust.ts'

export const endpointUntrusted = defineRule({
  id: 'PKI207',
  name: 'issuer/endpoint-untrusted',
  severity: 'error',
  since: '0.1.0',
  title: "Issuer's caBundle does not verify its CA",
  why: 'step-issuer trusts what stands in spec.caBundle and nothing else. A CA that was initialised again has the same name and another root; a proxy that opens TLS shows a certificate of its own. An issuer that was ready before stays Ready, and its requests fail; a new one says only `failed initialize provisioner`.',
  remediation: [
    'Put the root that the CA has now into spec.caBundle (base64 of its PEM).',
    'Where something else answers at the address, go around it: use the name of the Service inside the cluster.',
  ],
  messages: {
    unreadable: 'There is no certificate in its caBundle that can be read',
    remade: 'The CA was made anew: its root {root} has another key than the one in caBundle',
    other: 'The root of its CA is {root}, and caBundle has {trusted}',
    between:
      '{host} shows a certificate from {issuer}, while caBundle has the root of its CA: something in between answers, such as a proxy',
    untrusted: '{host} shows a certificate from {issuer}, which nothing in caBundle ({trusted}) has issued',
    said: 'caBundle did not verify the CA: certificaterequest/{request} failed with `{refusal}`',
  },
  breaks: ['issuer', 'signing'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-config, namespace: step-ca}
data: {ca.json: '{"dnsNames": ["ca.corp"]}'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-certs, namespace: step-ca}
data: {root_ca.crt: "{{cert new ca cn=Corp}}"}`,
    bad: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.corp", caBundle: "{{base64 cert old ca cn=Corp}}"}`,
    good: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "https://ca.corp", caBundle: "{{base64 cert new}}"}`,
  },

  each: caTrust,
  *check(trust) {
    const {address, root, shown, answer} = trust
    const problem = problemOf(trust)
    const at = address.issuer.object
    const path = ['spec', 'caBundle']
    if (problem === undefined)
      return yield* isBlind(trust) ? [{at, path, unsure: address.unshown ?? UNSEEN.because}] : []
    const data = {
      ...{host: address.host ?? '', root: root === undefined ? nameOfIssuer(shown) : nameOf(root)},
      ...{issuer: nameOfIssuer(shown), trusted: trust.trusted.map(nameOf).join(', ')},
      ...{request: answer?.request.name ?? '', refusal: answer?.refusal ?? ''},
    }
    yield {at, path, problem, data, remedy: remedyFor(trust)}
  },
})

const UNSEEN = unknown('not-collected', 'the root of the CA was not seen, only --probe can look at its certificate')

/** An issuer in a cluster that is not ready, and nothing shows whether this is why. */
const isBlind = ({address: {issuer}, root, shown, answer}: CaTrust): boolean =>
  issuer.ready?.status === 'False' && root === undefined && shown.length === 0 && answer === undefined

const problemOf = (trust: CaTrust) => {
  const {isUnreadable, root, isRootTrusted, shown, isShownTrusted, namesake, answer} = trust
  if (isUnreadable) return 'unreadable'
  const isRefused = shown.length > 0 && !isShownTrusted
  if (root !== undefined && !isRootTrusted && !isShownTrusted) return namesake === undefined ? 'other' : 'remade'
  if (isRefused && isRootTrusted) return 'between'
  if (isRefused) return namesake === undefined ? 'untrusted' : 'remade'
  const isSaid = answer?.refusal !== undefined && UNTRUSTED.test(answer.refusal)
  return isSaid && shown.length === 0 ? 'said' : undefined
}

/** crypto/x509 `UnknownAuthorityError`, as it comes through step-issuer. */
const UNTRUSTED = /x509: certificate signed by unknown authority|missing verified chains/

const nameOf = ({subject}: Certificate): string => subject.commonName ?? 'a CA without a name'

const nameOfIssuer = (shown: readonly Certificate[]): string =>
  shown.at(-1)?.issuer.commonName ?? 'an issuer without a name'

const remedyFor = ({address, rootPem, isRootTrusted}: CaTrust): readonly Remedy[] => {
  if (rootPem === undefined || isRootTrusted) return []
  const caBundle = Buffer.from(rootPem).toString('base64')
  return [change(address.issuer.object, 'Set spec.caBundle to the root that the CA has now', {spec: {caBundle}})]
}
