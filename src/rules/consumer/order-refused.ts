import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {listed} from '../../core/listing.ts'
import {type Order, orders} from '../../facts/consumer/refused-orders.ts'

export const orderRefused = defineRule({
  id: 'PKI608',
  name: 'consumer/order-refused',
  severity: 'error',
  since: '0.1.0',
  title: 'Annotation orders no certificate',
  why: 'cert-manager makes Certificates for Ingresses and Gateways by their annotations. One that it cannot read, or two that contradict each other, and it makes none of them and changes none that are there; an event BadConfig or its log alone says so. Of an Ingress it makes one for each TLS block with a secretName.',
  remediation: ['Write the annotation as cert-manager reads it.', 'Give each TLS block a secretName of its own.'],
  messages: {
    clash: 'Both {annotation} and {other} are set, so cert-manager orders nothing for it and changes nothing',
    unreadable:
      'cert-manager cannot read annotation {annotation}, so it orders nothing for it and changes nothing: it wants {wanted}, not {value}',
    nameless: 'The TLS block has no secretName, so cert-manager orders nothing for {hosts} in spite of {annotation}',
  },
  breaks: ['issuance'],
  examples: {
    bad: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {cert-manager.io/cluster-issuer: corp, cert-manager.io/duration: 90d}}
spec: {tls: [{hosts: [shop.corp], secretName: web-tls}]}`,
    good: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {cert-manager.io/cluster-issuer: corp, cert-manager.io/duration: 2160h}}
spec: {tls: [{hosts: [shop.corp], secretName: web-tls}]}`,
  },

  each: orders,
  *check(order) {
    const {object: at, annotation, clash, refused, nameless, isNamedElsewhere} = order
    if (clash !== undefined) {
      const [first, other] = clash
      const path = ['metadata', 'annotations', other]
      yield {at, path, problem: 'clash', data: {annotation: first, other}, remedy: choose(order, clash)}
    }
    if (refused !== undefined) {
      const {name, value, wanted} = refused
      const path = ['metadata', 'annotations', name]
      const data = {annotation: name, wanted, value: JSON.stringify(value)}
      yield {at, path, problem: 'unreadable', data, remedy: [rewrite(order, refused)], expected: wanted, found: value}
    }
    for (const {path, hosts} of nameless) {
      const remedy = [{say: 'Give it a secretName that no other TLS block has; cert-manager makes that Secret'}]
      const severity = isNamedElsewhere ? 'info' : 'warning'
      yield {at, path, problem: 'nameless', data: {hosts: listed(hosts), annotation}, remedy, severity, breaks: []}
    }
  },
})

const choose = ({object}: Order, [first, other]: readonly [string, string]): readonly Remedy[] => {
  if (!other.endsWith('/issuer'))
    return [
      {say: `Name the issuer by cert-manager.io/issuer instead of ${first}: a kind and a group go with that alone`},
    ]
  const without = (name: string) => ({metadata: {annotations: {[name]: null}}})
  return [
    change(object, `Remove ${other}, where the ClusterIssuer is meant`, without(other)),
    change(object, `Or remove ${first}, where the Issuer is meant`, without(first)),
  ]
}

const rewrite = ({object}: Order, {name, meant, wanted}: NonNullable<Order['refused']>): Remedy => {
  if (meant === undefined) return {say: `Let ${name} be ${wanted}, or remove it`}
  return change(object, `Set ${name} to ${meant}`, {metadata: {annotations: {[name]: meant}}})
}
