import {flag, type JsonObject, type KubeObject, record, text, texts} from '../kube/object.ts'

/**
 * A CertificateRequestPolicy that takes requests for one issuer from some namespaces and allows what these Certificates ask
 * for, and no more. Of a CertificateRequest only what stands in its spec is known here: names have to be filled in.
 */
export const minimalPolicy = (
  name: string,
  asked: readonly KubeObject[],
  issuer: {readonly name: string; readonly kind: string; readonly group: string},
): JsonObject => ({
  apiVersion: 'policy.cert-manager.io/v1alpha1',
  kind: 'CertificateRequestPolicy',
  metadata: {name},
  spec: {
    allowed: allowedFor(asked),
    selector: {
      issuerRef: {name: issuer.name, kind: issuer.kind, group: issuer.group},
      namespace: {matchNames: [...new Set(asked.map(({ref}) => ref.namespace ?? 'default'))].sort()},
    },
  },
})

const allowedFor = (asked: readonly KubeObject[]): JsonObject => {
  const all = (...path: readonly string[]): readonly string[] => [
    ...new Set(asked.flatMap(({body}) => texts(body, 'spec', ...path))),
  ]
  const listed = (fields: readonly string[], ...under: readonly string[]): JsonObject =>
    Object.fromEntries(
      fields.flatMap(field => {
        const values = all(...under, field)
        return values.length === 0 ? [] : [[field, {values}]]
      }),
    )
  const names = [...new Set(asked.flatMap(({body}) => text(body, 'spec', 'commonName') ?? []))]
  const subject = listed(
    [...new Set(asked.flatMap(({body}) => Object.keys(record(body, 'spec', 'subject'))))],
    'subject',
  )
  const usages = all('usages')
  return {
    ...(names.length > 0 && {commonName: {value: commonPattern(names)}}),
    ...listed(['dnsNames', 'ipAddresses', 'uris', 'emailAddresses']),
    ...(Object.keys(subject).length > 0 && {subject}),
    ...(usages.length > 0 && {usages}),
    ...(asked.some(({body}) => flag(body, 'spec', 'isCA') === true) && {isCA: true}),
  }
}

/** `commonName` takes one pattern: the name itself, or what several names end in. */
const commonPattern = (names: readonly string[]): string => {
  const [first = '', ...rest] = names
  if (rest.length === 0) return first
  let suffix = first
  for (const name of rest) while (!name.endsWith(suffix)) suffix = suffix.slice(1)
  return `*${suffix.includes('.') ? suffix.slice(suffix.indexOf('.')) : suffix}`
}
