import type {NodeView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {type KubeObject, list, number, text} from '../../core/kube/object.ts'
import type {Endpoint} from '../../core/kube/snapshot.ts'
import type {View} from '../../core/kube/view.ts'
import {kubeletRequests} from '../kubelet-requests.ts'
import type {InspectionContext} from './context.ts'
import {csrView} from './csr-draft.ts'
import type {Draft} from './draft.ts'
import {answeredWith} from './request-draft.ts'
import {servedBy} from './served-draft.ts'
import {gapsOf} from './users.ts'

const CSRS = 'certificates.k8s.io/certificatesigningrequests'

/** A node: the addresses that it reports, what its kubelet has asked for, and what it serves where that was looked at. */
export const nodeDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const node = valueOr(view.fact(kubeletRequests), []).find(each => each.node === object.ref.name)
  const requests = node?.requests ?? []
  const issued = requests.find(({state}) => state === 'issued')
  const endpoint = kubeletEndpoint(object)
  const served = endpoint === undefined ? undefined : servedBy(context, endpoint)
  return {
    held: [...(served?.held ?? []), ...(issued === undefined ? [] : [answeredWith(context, issued.object)])],
    parts: {
      node: nodeView(object),
      requests: requests.map(own => csrView(own.object, node, own)),
      ...(served?.parts.handshake !== undefined && {handshake: served.parts.handshake}),
    },
    gaps: [...gapsOf(view, [CSRS], undefined), ...(served?.gaps ?? [])],
  }
}

const nodeView = ({body}: KubeObject): NodeView => {
  const version = text(body, 'status', 'nodeInfo', 'kubeletVersion')
  return {
    addresses: list(body, 'status', 'addresses').map(each => ({
      type: text(each, 'type') ?? '',
      address: text(each, 'address') ?? '',
    })),
    ...(version !== undefined && {version}),
  }
}

/** Where a kubelet serves: its internal address, and the port that its Node names. */
export const kubeletEndpoint = ({ref, body}: KubeObject): Endpoint | undefined => {
  const addresses = list(body, 'status', 'addresses')
  const host = ['InternalIP', 'ExternalIP', 'Hostname']
    .map(type => addresses.find(each => text(each, 'type') === type))
    .flatMap(each => text(each, 'address') ?? [])[0]
  const port = number(body, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port') ?? 10_250
  return host === undefined ? undefined : {host, port, serverName: ref.name}
}

/** The endpoints of nodes that were seen. */
export const kubeletEndpoints = (view: View, names: readonly string[]): readonly Endpoint[] =>
  names.flatMap(name => {
    const node = valueOr(view.find({kind: 'core/nodes', name}), null)
    return node === null ? [] : (kubeletEndpoint(node) ?? [])
  })
