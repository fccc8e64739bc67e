import {flag, type Json, type JsonObject, type KubeObject, record, text, texts} from '../kube/object.ts'

/**
 * A CertificateRequestPolicy that takes requests for one issuer from one namespace and allows what this Certificate asks
 * for, and no more. Of a CertificateRequest only what stands in its spec is known here: names have to be filled in.
 */
export const minimalPolicy = (
  name: string,
  object: KubeObject,
  issuer: {readonly name: string; readonly kind: string; readonly group: string},
): JsonObject => ({
  apiVersion: 'policy.cert-manager.io/v1alpha1',
  kind: 'CertificateRequestPolicy',
  metadata: {name},
  spec: {
    allowed: allowedFor(object.body),
    selector: {
      issuerRef: {name: issuer.name, kind: issuer.kind, group: issuer.group},
      namespace: {matchNames: [object.ref.namespace ?? 'default']},
    },
  },
})

const allowedFor = (body: Json): JsonObject => {
  const commonName = text(body, 'spec', 'commonName')
  const lists = ['dnsNames', 'ipAddresses', 'uris', 'emailAddresses'].flatMap(field => {
    const values = texts(body, 'spec', field)
    return values.length === 0 ? [] : [[field, {values}] as const]
  })
  const subject = Object.keys(record(body, 'spec', 'subject')).flatMap(field => {
    const values = texts(body, 'spec', 'subject', field)
    return values.length === 0 ? [] : [[field, {values}] as const]
  })
  const usages = texts(body, 'spec', 'usages')
  return {
    ...(commonName !== undefined && {commonName: {value: commonName}}),
    ...Object.fromEntries(lists),
    ...(subject.length > 0 && {subject: Object.fromEntries(subject)}),
    ...(usages.length > 0 && {usages}),
    ...(flag(body, 'spec', 'isCA') === true && {isCA: true}),
  }
}
