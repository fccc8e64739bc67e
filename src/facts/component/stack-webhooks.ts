import {COMPONENTS} from '../../core/component.ts'
import {known} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import {
  at,
  isBeingDeleted,
  type Json,
  type KubeObject,
  list,
  number,
  type Path,
  text,
  texts,
} from '../../core/kube/object.ts'
import {type ObjectRef, refKey} from '../../core/kube/ref.ts'
import {type Fact, listAll} from '../../core/kube/view.ts'
import {serviceOf, WEBHOOK_KINDS} from '../consumer/webhooks.ts'

/** Webhooks of one configuration that objects of the trust layer pass, and that are reached by one port of one Service. */
export interface StackWebhook {
  readonly object: KubeObject
  /** Of the Service that the first names. */
  readonly path: Path
  /** `a.corp`, `a.corp and 3 more`. */
  readonly names: string
  readonly service: ObjectRef
  readonly port: number
  /** Objects are refused, not let through, where it does not answer. */
  readonly refuses: boolean
  /** CertificateRequests pass it, without which nothing is issued. */
  readonly takesRequests: boolean
  readonly created?: number
}

const GROUPS: ReadonlySet<string> = new Set([
  'acme.cert-manager.io',
  ...COMPONENTS.flatMap(({serves}) => serves.map(kind => kind.slice(0, kind.indexOf('/')))),
])

export const stackWebhooks: Fact<readonly StackWebhook[]> = {
  name: 'webhooks of the trust layer',
  of: WEBHOOK_KINDS,
  reads: [],
  derive: view => {
    const objects = listAll(view, WEBHOOK_KINDS)
    return objects.known ? known(objects.value.filter(object => !isBeingDeleted(object)).flatMap(webhooksOf)) : objects
  },
}

interface Hook {
  readonly hook: Json
  readonly index: number
  readonly service: ObjectRef
  readonly port: number
}

const webhooksOf = (object: KubeObject): readonly StackWebhook[] => {
  const hooks = list(object.body, 'webhooks').flatMap((hook, index): readonly Hook[] => {
    const service = serviceOf(at(hook, 'clientConfig'))
    const isOurs = rulesOf(hook).some(rule => texts(rule, 'apiGroups').some(group => GROUPS.has(group)))
    const port = number(hook, 'clientConfig', 'service', 'port') ?? 443
    return service === undefined || !isOurs ? [] : [{hook, index, service, port}]
  })
  const byService = Map.groupBy(hooks, ({service, port}) => `${refKey(service)} ${port}`)
  const created = createdAt(object)
  return [...byService.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const all = [first, ...others]
    const name = text(first.hook, 'name') ?? ''
    return [
      {
        object,
        path: ['webhooks', first.index, 'clientConfig', 'service'],
        names: others.length === 0 ? name : `${name} and ${others.length} more`,
        service: first.service,
        port: first.port,
        refuses: all.some(({hook}) => text(hook, 'failurePolicy') !== 'Ignore'),
        takesRequests: all.some(({hook}) => text(hook, 'failurePolicy') !== 'Ignore' && takesRequests(hook)),
        ...(created !== undefined && {created}),
      },
    ]
  })
}

const rulesOf = (hook: Json): readonly Json[] => list(hook, 'rules')

const takesRequests = (hook: Json): boolean =>
  rulesOf(hook).some(
    rule =>
      texts(rule, 'apiGroups').some(group => group === 'cert-manager.io' || group === '*') &&
      texts(rule, 'resources').some(each => /^(?:certificaterequests|\*)(?:\/\*)?$/.test(each)) &&
      texts(rule, 'operations').some(operation => operation === 'CREATE' || operation === '*'),
  )
