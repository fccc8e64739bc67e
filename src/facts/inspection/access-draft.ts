import {authoritiesChain} from '../../core/inspect/authorities.ts'
import {judgeChain} from '../../core/inspect/judge-chain.ts'
import type {ClientConfig, ClientContext, HeldText} from '../../core/inspect/outside.ts'
import type {AccessView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate-texts.ts'
import type {Placed} from './anchors.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, NOTHING_HELD, privateKeyView} from './held-certificates.ts'

/** A kubeconfig or talosconfig: by what each context verifies its server, and what it shows to it. */
export const accessDraft = (context: InspectionContext, {contexts}: ClientConfig): Draft => ({
  held: [authoritiesOf(context, contexts), ...oncePerPlace(contexts).map(each => clientOf(context, each))],
  parts: {access: contexts.map(each => accessView(each))},
  gaps: [],
})

/** Users and clusters stand in several contexts. */
const oncePerPlace = (contexts: readonly ClientContext[]): readonly ClientContext[] => [
  ...new Map(contexts.map(each => [each.client?.at ?? each.key?.at ?? '', each])).values(),
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

/** A client certificate, by the CA of its server: most clusters have one CA for both. */
const clientOf = (context: InspectionContext, each: ClientContext): Held => {
  const {client, key} = each
  const certificates = certificatesIn(context, client)
  const anchors = context.anchors.with(givenAnchors(context, each))
  const chain = {anchors: anchors.pool, elsewhere: anchors.intermediates, now: context.now}
  const leaves = certificates.slice(0, 1)
  return {
    ...NOTHING_HELD,
    chains:
      client === undefined
        ? []
        : [judgeChain({at: client.at, certificates, problems: client.entry.problems ?? [], ...chain})],
    keys: (key?.entry.keys ?? []).map(own => privateKeyView(key?.at ?? '', own, leaves)),
    placed: certificates.map(certificate => ({certificate, place: {is: 'own', at: client?.at ?? ''}})),
  }
}
