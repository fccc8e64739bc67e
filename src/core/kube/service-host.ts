/** A Service, by the host name under which pods reach it. */
export interface ServiceName {
  readonly name: string
  readonly namespace: string
}

/**
 * The Service that a host name inside a cluster stands for, whatever the cluster's domain is: `<service>.<namespace>.svc`,
 * `<service>.<namespace>.svc.<domain>`, and `<pod>.<service>.<namespace>.svc…` of a StatefulSet; null for other names. The
 * short forms look like any other host, so they count only with a namespace that is known: `<service>.<namespace>` with one
 * of `namespaces`, `<service>` where `home` is the namespace of whoever asks.
 * Source: the DNS specification for Services (kubernetes/dns docs/specification.md).
 */
export const serviceOfHost = (
  host: string,
  known: {readonly namespaces?: ReadonlySet<string>; readonly home?: string} = {},
): ServiceName | null => {
  const [first = '', second, third, fourth] = host.toLowerCase().replace(/\.$/, '').split('.')
  if (!isLabel(first)) return null
  if (second === undefined) return known.home === undefined || first === 'localhost' ? null : service(first, known.home)
  if (third === undefined) return known.namespaces?.has(second) === true ? service(first, second) : null
  if (third === 'svc') return service(first, second)
  return fourth === 'svc' ? service(second, third) : null
}

const service = (name: string, namespace: string): ServiceName | null =>
  isLabel(name) && isLabel(namespace) ? {name, namespace} : null

/** RFC 1123, as names of Services and namespaces are; an address has no letter in front. */
const isLabel = (text: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
