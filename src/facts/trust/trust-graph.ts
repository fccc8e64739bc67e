import {known, valueOr} from '../../core/knowing.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {TrustGraph, TrustState} from '../../core/trust/graph.ts'
import {GraphBuilder} from '../../core/trust/graph-builder.ts'
import {approvalLanes, type Lane} from '../approval/approval-lanes.ts'
import type {Certificate} from '../certificate/certificates.ts'
import {issuerAuthorities} from '../issuer/issuer-authorities.ts'
import {describeIssuerRef, issuerOf} from '../issuer/issuer-ref.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'
import {bundleContents} from './bundle-contents.ts'
import {bundleReach} from './bundle-reach.ts'
import {bundles} from './bundles.ts'

/** Who signs, who approves, who asks and who trusts, by everything that was read. */
export const trustGraph: Fact<TrustGraph> = {
  name: 'graph of trust',
  of: issuers.of,
  reads: [
    ...new Set([
      ...issuerAuthorities.reads,
      ...approvalLanes.of,
      ...approvalLanes.reads,
      ...bundleContents.of,
      ...bundleContents.reads,
      ...bundleReach.reads,
    ]),
  ],
  derive: view => {
    const graph = new GraphBuilder()
    for (const issuer of valueOr(view.fact(issuers), [])) addIssuer(graph, view, issuer)
    for (const lane of valueOr(view.fact(approvalLanes), [])) addLane(graph, lane)
    addBundles(graph, view)
    return known(graph.build())
  },
}

const NOTES: Readonly<Record<Issuer['type'], string>> = {
  ca: 'signs with a CA in a Secret',
  selfSigned: 'each certificate signs itself',
  acme: 'orders from an ACME server',
  vault: 'signs in Vault',
  venafi: 'signs in Venafi',
  step: 'signs in step-ca',
  unknown: 'of a type that is not known here',
}

const addIssuer = (graph: GraphBuilder, view: View, issuer: Issuer): void => {
  const {object, type, ready} = issuer
  const {kind, namespace, name} = object.ref
  const id = issuerId(kind, namespace, name)
  const state = ready === undefined ? 'unknown' : ready.status === 'True' ? 'fine' : 'bad'
  const plural = kind.slice(kind.indexOf('/') + 1)
  graph.node({id, role: 'issuer', name: `${plural.slice(0, -1)}/${name}`, note: place(namespace, NOTES[type]), state})
  const lookup = view.fact(issuerAuthorities)
  const authorities = lookup.known ? valueOr(lookup.value.of(issuer), []) : []
  const root = authorities.find(({isSelfIssued}) => isSelfIssued) ?? authorities.at(-1)
  if (root === undefined) return
  graph.node(authorityNode(root))
  graph.edge({from: root.fingerprint, to: id, says: 'signs', state: 'fine'})
}

const place = (namespace: string | undefined, note: string): string =>
  namespace === undefined ? note : `in ${namespace}, ${note}`

const issuerId = (kind: string, namespace: string | undefined, name: string): string =>
  `issuer ${kind} ${namespace ?? ''} ${name}`

const authorityNode = (certificate: {
  readonly fingerprint: string
  readonly subject: {toString(): string}
  readonly notBefore: number
  readonly notAfter: number
}) => ({
  id: certificate.fingerprint,
  role: 'authority' as const,
  name: certificate.subject.toString(),
  note: `until ${new Date(certificate.notAfter).toISOString().slice(0, 10)}`,
  state: 'fine' as const,
  validity: {notBefore: certificate.notBefore, notAfter: certificate.notAfter},
})

const addLane = (graph: GraphBuilder, lane: Lane): void => {
  const {issuer, namespace, certificates, waiting} = lane
  const target = issuerOf(issuer, namespace)
  const from =
    target === null
      ? issuerId(`${issuer.group}/${issuer.kind}`, undefined, issuer.name)
      : issuerId(target.kind, target.namespace, target.name)
  if (!graph.has(from)) {
    const state = target === null ? 'unknown' : 'bad'
    const note = target === null ? 'of a kind that is not known here' : 'is not there'
    graph.node({id: from, role: 'issuer', name: describeIssuerRef(issuer), note, state})
  }
  const asks = certificates.length > 0 ? certificates.length : waiting.length
  const to = graph.namespace(namespace, {certificates: asks, state: stateOf(certificates, waiting.length)})
  for (const approver of approversOf(lane)) {
    graph.node({...approver, role: 'approver'})
    graph.edge({from, to: approver.id, says: 'issues', state: approver.state})
    graph.edge({from: approver.id, to, says: 'issues', state: approver.state})
  }
}

const stateOf = (certificates: readonly Certificate[], waiting: number): TrustState => {
  if (waiting > 0 || certificates.some(({ready}) => ready !== undefined && ready.status !== 'True')) return 'bad'
  return certificates.every(({ready}) => ready === undefined) ? 'unknown' : 'fine'
}

type Approver = {readonly id: string; readonly name: string; readonly note: string; readonly state: TrustState}

/** Who approves what is asked this way; somebody always stands here, and be it nobody. */
const approversOf = ({approvers, policies, issuer}: Lane): readonly Approver[] => {
  const found: Approver[] = []
  if (valueOr(approvers.builtIn, false)) {
    found.push({
      id: 'cert-manager',
      name: "cert-manager's own approver",
      note: 'approves whatever is asked',
      state: 'fine',
    })
  }
  if (valueOr(approvers.policy, false)) {
    const fitting = valueOr(policies, []).filter(
      ({misses, mayUse}) => misses?.length === 0 && mayUse.known && mayUse.value,
    )
    for (const {policy} of fitting) {
      found.push({
        id: `policy ${policy.name}`,
        name: `certificaterequestpolicy/${policy.name}`,
        note: 'approves what it allows',
        state: 'fine',
      })
    }
  }
  for (const {kind, namespace, name} of approvers.others) {
    const who = namespace === undefined ? name : `${namespace}/${name}`
    found.push({
      id: `other ${kind} ${who}`,
      name: `${kind.toLowerCase()} ${who}`,
      note: 'may approve',
      state: 'unknown',
    })
  }
  if (found.length > 0) return found
  const isKnown =
    approvers.builtIn.known && (approvers.policy.known || approvers.policyInstalled.known) && policies.known
  const who = describeIssuerRef(issuer)
  return isKnown
    ? [{id: `nobody ${who}`, name: 'nobody', note: `approves for ${who}`, state: 'bad'}]
    : [{id: 'unknown approver', name: 'not known', note: 'who approves could not be seen', state: 'unknown'}]
}

const addBundles = (graph: GraphBuilder, view: View): void => {
  const contents = new Map(valueOr(view.fact(bundleContents), []).map(content => [content.bundle.name, content]))
  const reach = valueOr(view.fact(bundleReach), new Map<string, readonly string[]>())
  for (const {name, synced} of valueOr(view.fact(bundles), [])) {
    const id = `bundle ${name}`
    const reached = reach.get(name) ?? []
    const held = contents.get(name)?.sources.flatMap(({certificates}) => certificates) ?? []
    const state = synced === undefined ? 'unknown' : synced.status === 'True' ? 'fine' : 'bad'
    graph.node({id, role: 'bundle', name: `bundle/${name}`, note: `${held.length} seen in its sources`, state})
    for (const certificate of held) {
      graph.node(authorityNode(certificate))
      graph.edge({from: certificate.fingerprint, to: id, says: 'holds', state: 'fine'})
    }
    for (const namespace of reached) {
      graph.edge({from: id, to: graph.namespace(namespace), says: 'reaches', state})
    }
  }
}
