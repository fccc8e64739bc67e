import {describeEndpoint} from '../../core/inspect/endpoint.ts'
import {judgeChain} from '../../core/inspect/judge-chain.ts'
import type {Endpoint} from '../../core/kube/snapshot.ts'
import {readCertificates} from '../../core/x509/pem/bundle.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {NOTHING_HELD} from './held-certificates.ts'

/** What a TLS server showed, as recorded; undefined where nobody shook hands with it. */
export const servedBy = ({view, now, anchors}: InspectionContext, endpoint: Endpoint): Draft | undefined => {
  const {host, port, serverName = host} = endpoint
  const handshake = view.snapshot.handshakes.find(
    ({endpoint: each}) => each.host === host && each.port === port && (each.serverName ?? host) === serverName,
  )
  if (handshake === undefined) return undefined
  const server = describeEndpoint(endpoint)
  const {result} = handshake
  if (!result.known) return {held: [], parts: {}, gaps: [{part: `what ${server} serves`, because: result.because}]}
  const {certificates, problems} = readCertificates(result.value.chain.join(''))
  const chain = judgeChain({
    at: 'served',
    certificates,
    problems,
    anchors: anchors.pool,
    elsewhere: anchors.intermediates,
    hosts: [serverName],
    now,
  })
  const placed = certificates.map(certificate => ({certificate, place: {is: 'own' as const, at: 'served'}}))
  return {
    held: [{...NOTHING_HELD, chains: [chain], placed}],
    parts: {handshake: {server, serverName, protocol: result.value.protocol}},
    gaps: [],
  }
}

/** The same; where nobody shook hands with it, or nobody knows where it is, that is a gap. */
export const servedOrGap = (context: InspectionContext, endpoint: Endpoint | undefined): Draft => {
  const because = {reason: 'not-collected', detail: 'it is dialled only with --probe'} as const
  const part = endpoint === undefined ? 'what it serves' : `what ${describeEndpoint(endpoint)} serves`
  const served = endpoint === undefined ? undefined : servedBy(context, endpoint)
  return served ?? {held: [], parts: {}, gaps: [{part, because}]}
}
