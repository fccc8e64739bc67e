import {valueOr} from '../../core/knowing.ts'
import {stuckRequests} from '../approval/stuck-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import type {DependencyPart} from './index.ts'

/** CertificateRequest → the Certificate that says what it asks for; a denied one → the policies that have denied it. */
export const requestDependencies: DependencyPart = {
  kinds: [...new Set([...certificates.of, ...certificates.reads, ...stuckRequests.of, ...stuckRequests.reads])],
  *edges(view) {
    for (const {object, requests} of valueOr(view.fact(certificates), [])) {
      for (const request of requests) yield [request.object.ref, object.ref]
    }
    for (const {request, denials, policies} of valueOr(view.fact(stuckRequests), [])) {
      for (const {policy} of denials ?? []) {
        const found = policies?.get(policy)
        if (found !== undefined) yield [request.object.ref, found.object.ref]
      }
    }
  },
}
