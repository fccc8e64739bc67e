import type {NodeView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {type KubeObject, list, text} from '../../core/kube/object.ts'
import {kubeletRequests} from '../kubelet/kubelet-requests.ts'
import {kubeletEndpoint} from '../kubelet/kubelet-servings.ts'
import type {InspectionContext} from './context.ts'
import {csrView} from './csr-draft.ts'
import type {Draft} from './draft.ts'
import {answeredWith} from './request-draft.ts'
import {servedOrGap} from './served-draft.ts'
import {gapsOf} from './users.ts'

const CSRS = 'certificates.k8s.io/certificatesigningrequests'

/** A node: the addresses that it reports, what its kubelet has asked for, and what it serves where that was looked at. */
export const nodeDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const {view} = context
  const node = valueOr(view.fact(kubeletRequests), []).find(each => each.node === object.ref.name)
  const requests = node?.requests ?? []
  const issued = requests.find(({state}) => state === 'issued')
  const served = servedOrGap(context, kubeletEndpoint(object))
  return {
    held: [...served.held, ...(issued === undefined ? [] : [answeredWith(context, issued.object)])],
    parts: {
      node: nodeView(object),
      requests: requests.map(own => csrView(own.object, node, own)),
      ...served.parts,
    },
    gaps: [...gapsOf(view, [CSRS], undefined), ...served.gaps],
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
