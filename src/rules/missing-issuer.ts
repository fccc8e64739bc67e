import {change} from '../core/doctor/remedies.ts'
import type {Remedy} from '../core/doctor/rule.ts'
import {kindInfo} from '../core/kube/kind.ts'
import type {KubeObject} from '../core/kube/object.ts'
import type {ObjectRef} from '../core/kube/ref.ts'
import {describeIssuerRef} from '../facts/issuer/issuer-ref.ts'
import type {MissingIssuer} from '../facts/issuer/missing-issuers.ts'

/** What is said of an issuer that is not there (202). */
export const missingIssuerData = ({object: {ref}, issuer, isUndefined, meant, askers}: MissingIssuer) => ({
  issuer: `${describeIssuerRef(issuer)}${inNamespace(ref)}`,
  kind: isUndefined ? issuer.kind : kindInfo(ref.kind).manifestKind,
  group: issuer.group,
  namesake: meant === undefined ? '' : describe(meant),
  askers: describeAskers(askers),
})

const inNamespace = ({namespace}: ObjectRef): string => (namespace === undefined ? '' : ` in namespace ${namespace}`)

const describe = (ref: ObjectRef): string => `${kindInfo(ref.kind).manifestKind}/${ref.name}${inNamespace(ref)}`

const describeAskers = ([first, ...rest]: readonly KubeObject[]): string => {
  if (first === undefined) return ''
  const {namespace, name, kind} = first.ref
  const one = `${kindInfo(kind).manifestKind.toLowerCase()} ${namespace}/${name}`
  return rest.length === 0 ? `${one} names it` : `${one} and ${rest.length} more name it`
}

/** An issuer serves everybody or its own namespace; one in another namespace serves nobody here. */
export const meantInstead = ({askers: [first], issuer, meant}: MissingIssuer): readonly Remedy[] => {
  if (meant === undefined) return []
  const {manifestKind: kind} = kindInfo(meant.kind)
  const group = meant.kind.slice(0, meant.kind.indexOf('/'))
  const said = `If ${describe(meant)} is meant`
  if (meant.namespace !== undefined && meant.namespace !== first?.ref.namespace) {
    return [{say: `${said}: it serves its own namespace only. Create the issuer where it is asked for`}]
  }
  const isOtherKind = kind !== issuer.kind || group !== issuer.group
  const fields = {...(meant.name !== issuer.name && {name: meant.name}), ...(isOtherKind && {kind, group})}
  const list = Object.entries(fields)
  if (first?.ref.kind !== 'cert-manager.io/certificates') {
    return [{say: `${said}, name ${list.map(([field, value]) => `${field} ${value}`).join(' and ')}`}]
  }
  const say = `${said}, set ${list.map(([field, value]) => `spec.issuerRef.${field} to ${value}`).join(' and ')}`
  return [change(first, say, {spec: {issuerRef: fields}})]
}
