import {subjectOf} from '../../core/doctor/judge.ts'
import {given} from '../../core/given.ts'
import {authoritiesChain} from '../../core/inspect/authorities.ts'
import {judgeChain} from '../../core/inspect/judge-chain.ts'
import type {ServerView, UseView} from '../../core/inspect/parts.ts'
import {valueOr} from '../../core/knowing.ts'
import {
  flag,
  formatPath,
  type JsonObject,
  type KubeObject,
  list,
  type Path,
  record,
  text,
} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {CertificatePool} from '../../core/x509/path/path.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {type Injection, injectionOf} from '../consumer/ca-injections.ts'
import {serviceOf, WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import type {Placed} from './anchors.ts'
import type {InspectionContext} from './context.ts'
import type {Draft} from './draft.ts'
import {type Held, NOTHING_HELD} from './held-certificates.ts'

/** One way in which the API server calls a webhook or an extension API. */
interface Client {
  readonly path: Path
  readonly names: readonly string[]
  readonly config: JsonObject
}

/** A webhook configuration or an APIService: what the API server verifies, and what is served there. */
export const clientDraft = (context: InspectionContext, object: KubeObject): Draft => {
  const injection = injectionOf(context.view, object)
  const clients = clientsOf(object)
  const unread =
    injection?.secret?.known === false
      ? [{part: `what ${injection.annotation} names`, because: injection.secret.because}]
      : []
  return {
    held: clients.map(client => heldBy(context, client, injection)),
    parts: {
      servers: clients.map(client => serverView(context, client, injection)),
      ...(injection?.from !== undefined && {madeBy: [injectorView(injection)]}),
    },
    gaps: unread,
  }
}

/** Entries with the same Service and the same trust are one. */
const clientsOf = ({ref, body}: KubeObject): readonly Client[] => {
  if (!WEBHOOK_KINDS.includes(ref.kind)) {
    const config = record(body, 'spec')
    return config.service === undefined ? [] : [{path: ['spec', 'caBundle'], names: [], config}]
  }
  const hooks = list(body, 'webhooks').map(
    (hook, i): Client => ({
      path: ['webhooks', i, 'clientConfig', 'caBundle'],
      names: [text(hook, 'name') ?? ''],
      config: record(hook, 'clientConfig'),
    }),
  )
  const alike = Map.groupBy(hooks, ({config: {caBundle, service, url}}) => JSON.stringify([caBundle, service, url]))
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{...first, names: [first, ...others].flatMap(({names}) => names)}],
  )
}

const hostOf = (config: JsonObject): string | undefined => {
  const service = serviceOf(config)
  if (service !== undefined) return `${service.name}.${service.namespace}.svc`
  return URL.parse(text(config, 'url') ?? '')?.hostname
}

const serverView = ({view}: InspectionContext, {path, names, config}: Client, injection?: Injection): ServerView => {
  const service = serviceOf(config)
  const isThere = service === undefined ? null : view.find(service)
  const problem =
    flag(config, 'insecureSkipTLSVerify') === true
      ? 'the certificate is not verified (insecureSkipTLSVerify)'
      : isThere?.known === true && isThere.value === null
        ? 'there is no such Service'
        : undefined
  return {
    at: names.length === 0 ? formatPath(path.slice(0, -1)) : names.join(', '),
    hosts: [hostOf(config) ?? []].flat(),
    ...given({
      service: service === undefined ? undefined : `${kubectlName(service)} -n ${service.namespace}`,
      url: text(config, 'url'),
      injection: injection === undefined ? undefined : injectionView(injection),
      problem,
    }),
  }
}

const injectionView = ({annotation, from, obstacle}: Injection): NonNullable<ServerView['injection']> => ({
  annotation,
  ...given({from: from === undefined ? undefined : `${kubectlName(from)} -n ${from.namespace}`, obstacle}),
})

const injectorView = ({annotation, from, obstacle}: Injection): UseView => ({
  subject: subjectOf({ref: from as NonNullable<typeof from>, body: {}, origin: {from: 'cluster'}}),
  how:
    obstacle === undefined
      ? `cainjector takes the CA from it (${annotation})`
      : `cainjector injects nothing: ${obstacle}`,
  ok: obstacle === undefined,
})

/** The caBundle, and the chain of the Secret that it was taken from, judged by it: most likely that is what is served. */
const heldBy = ({view, now}: InspectionContext, {path, config}: Client, injection?: Injection): Held => {
  const texts = valueOr(view.fact(certificateTexts), undefined)
  const bundle = texts?.ofBase64(text(config, 'caBundle'))
  const at = formatPath(path)
  const authorities = bundle?.is === 'certificates' ? bundle.certificates : []
  const problems =
    bundle?.is === 'garbage' ? [{line: 1, detail: bundle.detail}] : bundle?.is === 'certificates' ? bundle.problems : []
  const secret = injection?.secret?.known === true ? injection.secret.value : null
  const host = hostOf(config)
  const placed =
    (place: string) =>
    (certificate: (typeof authorities)[number]): Placed => ({certificate, place: {is: 'own', at: place}})
  const chain = servedChain(injection?.chain ?? [])
  const source = secret === null ? '' : `${kubectlName(secret.ref)} -n ${secret.ref.namespace}`
  return {
    ...NOTHING_HELD,
    chains: [
      authoritiesChain(at, authorities, problems),
      ...(chain.length === 0
        ? []
        : [
            judgeChain({
              at: `tls.crt of ${source}`,
              certificates: chain,
              anchors: new CertificatePool(authorities),
              now,
              ...(host !== undefined && {hosts: [host]}),
            }),
          ]),
    ],
    placed: [...authorities.map(placed(at)), ...chain.map(placed(source))],
  }
}

/** A Secret may hold a CA that signs what is served, and is never served itself: the one of cert-manager's webhook. */
const servedChain = (chain: readonly Certificate[]): readonly Certificate[] => (chain[0]?.isCa === true ? [] : chain)
