import {given} from '../../core/given.ts'
import {known, type Reading} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {type Json, type KubeObject, list, number, type Path, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref, refKey} from '../../core/kube/ref.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import type {EncodedBundle} from '../../core/x509/pem/encoded-bundle.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'
import {type Injection, injectionOf} from './ca-injections.ts'
import {type MountedChain, mountedChains} from './mounted-chains.ts'
import {podTemplates} from './pod-templates.ts'
import {selectedBy} from './service-backings.ts'

/** Webhooks of one configuration that have the same service and the same caBundle, and so the same trust. */
export interface WebhookTrust {
  readonly object: KubeObject
  /** Of the caBundle of the first. */
  readonly path: Path
  /** `a.corp`, `a.corp and 3 more`. */
  readonly names: string
  readonly caBundle: EncodedBundle
  /** The Service that it is reached by; undefined where it has a URL, which system roots may verify. */
  readonly service?: ObjectRef
  /** What the API server checks the certificate for: `<service>.<namespace>.svc`. */
  readonly host?: string
  readonly injection?: Injection
  /** The pods of the Service mount the Secret of the injection, so that its certificate is what is served. */
  readonly isServed: boolean
  /** What its pods serve, by the Secrets that they mount; where there is an injection, `isServed` says it. */
  readonly served: Reading<readonly MountedChain[]>
  readonly created?: number
}

export const WEBHOOK_KINDS: readonly Kind[] = [
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
]

export const webhooks: Fact<readonly WebhookTrust[]> = {
  name: 'webhooks',
  of: WEBHOOK_KINDS,
  reads: [...new Set<Kind>(['core/secrets', 'core/services', 'cert-manager.io/certificates', ...podTemplates.of])],
  derive: view => {
    const objects = listAll(view, WEBHOOK_KINDS)
    return objects.known ? known(objects.value.flatMap(object => trustsOf(view, object))) : objects
  },
}

/** The Service that a clientConfig or an APIService names. */
export const serviceOf = (from: Json | undefined): ObjectRef | undefined => {
  const [namespace, name] = [text(from, 'service', 'namespace'), text(from, 'service', 'name')]
  return namespace === undefined || name === undefined ? undefined : ref('core/services', namespace, name)
}

const trustsOf = (view: View, object: KubeObject): readonly WebhookTrust[] => {
  const hooks = list(object.body, 'webhooks').map((hook, index) => ({
    index,
    name: text(hook, 'name') ?? '',
    client: record(hook, 'clientConfig'),
  }))
  const alike = Map.groupBy(hooks, ({client}) => JSON.stringify([client.caBundle, client.service, client.url]))
  const injection = injectionOf(view, object)
  const texts = view.fact(certificateTexts)
  return [...alike.values()].flatMap(([first, ...others]): readonly WebhookTrust[] => {
    if (first === undefined || !texts.known) return []
    const {client, index, name} = first
    const service = serviceOf(client)
    const host = service === undefined ? undefined : `${service.name}.${service.namespace}.svc`
    const isAsked = host !== undefined && service !== undefined && injection === undefined
    const port = number(client, 'service', 'port') ?? 443
    return [
      {
        object,
        path: ['webhooks', index, 'clientConfig', 'caBundle'],
        names: others.length === 0 ? name : `${name} and ${others.length} more`,
        caBundle: texts.value.ofBase64(text(client, 'caBundle')),
        served: isAsked ? mountedChains(view, {service, port, host}) : known([]),
        isServed: service !== undefined && injection !== undefined && isServed(view, service, injection),
        ...given({
          service,
          injection,
          host,
          created: createdAt(object),
        }),
      },
    ]
  })
}

/** Whether some pods that the Service selects mount the Secret that the CA is taken from. */
const isServed = (view: View, service: ObjectRef, {secret}: Injection): boolean => {
  const target = secret?.known === true ? secret.value?.ref : undefined
  if (target === undefined) return false
  const templates = selectedBy(view, service)?.templates ?? []
  return templates.some(({volumes}) => [...volumes.values()].flat().some(each => refKey(each) === refKey(target)))
}
