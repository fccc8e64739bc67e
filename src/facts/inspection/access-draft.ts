import {authoritiesChain} from '../../core/inspect/authorities.ts'
import {judgeChain} from '../../core/inspect/judge-chain.ts'
import type {ClientConfig, ClientContext, HeldText} from '../../core/inspect/outside.ts'
import type {AccessView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import type {Placed} from './anchors.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, NOTHING_HELD, privateKeyView} from './held-certificates.ts'

/** A kubeconfig or talosconfig: by what each context verifies its server, and what it shows to it. */
export const accessDraft = (context: InspectionContext, {contexts}: ClientConfig): Draft => ({
  held: [authoritiesOf(context, contexts), ...byClient(contexts).map(group => clientOf(context, group))],
  parts: {access: contexts.map(accessView)},
  gaps: [],
})

/** Users stand in several contexts. */
const byClient = (contexts: readonly ClientContext[]): readonly (readonly ClientContext[])[] => [
  ...Map.groupBy(contexts, ({client, key}) => client?.at ?? key?.at ?? '').values(),
]

const accessView = ({name, authority, client, key: _, user, ...others}: ClientContext): AccessView => ({
  context: name,
  ...others,
  ...(user !== undefined && {user}),
  ...(authority !== undefined && {authority: authority.at}),
  ...(client !== undefined && {client: client.at}),
})

const certificatesIn = ({view}: InspectionContext, held: HeldText | undefined): readonly Certificate[] =>
  valueOr(view.fact(certificateTexts), undefined)?.ofPem(held?.entry.pem) ?? []

/** The CAs that servers are verified by, each place once. */
const authoritiesOf = (context: InspectionContext, contexts: readonly ClientContext[]): Held => {
  const places = new Map(
    contexts.flatMap(({authority}) => (authority === undefined ? [] : [[authority.at, authority]])),
  )
  const read = [...places.values()].map(held => ({held, certificates: certificatesIn(context, held)}))
  return {
    ...NOTHING_HELD,
    chains: read.map(({held: {at, entry}, certificates}) => authoritiesChain(at, certificates, entry.problems)),
    placed: read.flatMap(({held, certificates}) => certificates.map(each => given(each, held.at))),
  }
}

/** The CAs that a context verifies its server by, as anchors. */
export const givenAnchors = (context: InspectionContext, {authority}: ClientContext): readonly Placed[] =>
  authority === undefined ? [] : certificatesIn(context, authority).map(each => given(each, authority.at))

const given = (certificate: Certificate, at: string): Placed => ({certificate, place: {is: 'given', at}})

/** A client certificate, by the CAs of the servers that it is shown to: most clusters have one CA for both. */
const clientOf = (context: InspectionContext, contexts: readonly ClientContext[]): Held => {
  const [{client, key} = {}] = contexts
  const certificates = certificatesIn(context, client)
  const anchors = context.anchors.with(contexts.flatMap(each => givenAnchors(context, each)))
  const chain = {anchors: anchors.pool, elsewhere: anchors.intermediates, now: context.now}
  return {
    ...NOTHING_HELD,
    chains:
      client === undefined
        ? []
        : [judgeChain({at: client.at, certificates, problems: client.entry.problems ?? [], ...chain})],
    keys: (key?.entry.keys ?? []).map(own => privateKeyView(key?.at ?? '', own, certificates.slice(0, 1))),
    placed: certificates.map(certificate => ({certificate, place: {is: 'own', at: client?.at ?? ''}})),
  }
}
