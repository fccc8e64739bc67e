import {decisiveRequest, type KubeletRequest, type NodeRequests} from './kubelet-requests.ts'

/** A kubelet whose latest word is a refusal. */
export interface Refusal {
  readonly node: string
  readonly request: KubeletRequest
  /** Requests of this node with the same end that are still there. */
  readonly count: number
}

/** Nodes whose decisive request was denied, or failed at the signer, newest first. */
export const refusalsOf = (nodes: readonly NodeRequests[], state: 'denied' | 'failed', now: Date): readonly Refusal[] =>
  nodes
    .flatMap((of): readonly Refusal[] => {
      const request = decisiveRequest(of, now)
      if (request?.state !== state) return []
      return [{node: of.node, request, count: of.requests.filter(each => each.state === state).length}]
    })
    .sort((a, b) => (b.request.created ?? 0) - (a.request.created ?? 0) || (a.node < b.node ? -1 : 1))
