import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kindInfo} from '../../core/kube/kind.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {describeIssuerRef} from '../../facts/issuer/issuer-ref.ts'
import {type MissingIssuer, missingIssuers} from '../../facts/issuer/missing-issuers.ts'

export const missingIssuer = defineRule({
  id: 'PKI202',
  name: 'issuer/missing',
  severity: 'error',
  since: '0.1.0',
  title: 'Issuer does not exist',
  why: 'cert-manager accepts a Certificate whose issuer is not there, and waits for it without an end and without a failure. An Issuer is looked for in the namespace of the Certificate only; what all namespaces use has to be a ClusterIssuer, and `kind` left out means Issuer.',
  remediation: ['Correct spec.issuerRef (name, kind and group), or create the issuer.'],
  messages: {
    missing: 'There is no {issuer}, but {askers}',
    namesake: '{namesake} is there, {issuer} is not, but {askers}',
    unserved: 'The API server does not know {kind}, but {askers}',
  },
  breaks: ['signing'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {selfSigned: {}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: internal}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: internal, kind: ClusterIssuer}}`,
  },

  each: missingIssuers,
  *check(found) {
    const {object: at, namesakes, isUnserved, unsure} = found
    const [namesake] = namesakes
    const data = {
      issuer: `${describeIssuerRef(found.issuer)}${inNamespace(at.ref)}`,
      kind: kindInfo(at.ref.kind).manifestKind,
      namesake: namesake === undefined ? '' : describe(namesake),
      askers: describeAskers(found.askers),
    }
    if (unsure !== undefined) yield {at, path: [], unsure}
    else if (isUnserved) yield {at, path: [], problem: 'unserved', data, waitsFor: 'admission'}
    else if (namesake === undefined) yield {at, path: [], problem: 'missing', data}
    else yield {at, path: [], problem: 'namesake', data, remedy: useNamesake(found, namesake)}
  },
})

const inNamespace = ({namespace}: ObjectRef): string => (namespace === undefined ? '' : ` in namespace ${namespace}`)

const describe = (ref: ObjectRef): string => `${kindInfo(ref.kind).manifestKind}/${ref.name}${inNamespace(ref)}`

const describeAskers = ([first, ...rest]: readonly KubeObject[]): string => {
  if (first === undefined) return ''
  const {namespace, name, kind} = first.ref
  const one = `${kindInfo(kind).manifestKind.toLowerCase()} ${namespace}/${name}`
  return rest.length === 0 ? `${one} names it` : `${one} and ${rest.length} more name it`
}

/** A cluster-wide issuer serves everybody; one in another namespace serves nobody here. */
const useNamesake = ({askers: [first]}: MissingIssuer, other: ObjectRef): readonly Remedy[] => {
  const {manifestKind: kind} = kindInfo(other.kind)
  const group = other.kind.slice(0, other.kind.indexOf('/'))
  const meant = `If ${describe(other)} is meant`
  if (other.namespace !== undefined) {
    return [{say: `${meant}: it serves its own namespace only. Create the issuer where it is asked for`}]
  }
  if (first?.ref.kind !== 'cert-manager.io/certificates')
    return [{say: `${meant}, name kind ${kind} and group ${group}`}]
  const say = `${meant}, set spec.issuerRef.kind to ${kind} and spec.issuerRef.group to ${group}`
  return [change(first, say, {spec: {issuerRef: {kind, group}}})]
}
