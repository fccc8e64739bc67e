import {COMPONENTS} from '../../core/component.ts'
import type {ReadingList} from '../../core/inspect/reading-list.ts'
import {valueOr} from '../../core/knowing.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {list, record, texts} from '../../core/kube/object.ts'
import {listAll, type View} from '../../core/kube/view.ts'
import {podTemplates} from '../consumer/pod-templates.ts'
import {serviceOf, WEBHOOK_KINDS} from '../consumer/webhooks.ts'
import {RBAC_KINDS} from '../rbac.ts'

/** Kinds of which a cluster has few, and that say how it issues and trusts. */
const FEW: readonly Kind[] = [
  'cert-manager.io/clusterissuers',
  'certmanager.step.sm/stepclusterissuers',
  'policy.cert-manager.io/certificaterequestpolicies',
  'trust.cert-manager.io/bundles',
  'trust-manager.io/clusterbundles',
  'external-secrets.io/clusterexternalsecrets',
  'networking.k8s.io/ingressclasses',
  'gateway.networking.k8s.io/gateways',
  'apiregistration.k8s.io/apiservices',
  ...WEBHOOK_KINDS,
]

/** What makes, asks for and uses certificates in a namespace. */
const ISSUANCE: readonly Kind[] = [
  'cert-manager.io/certificates',
  'cert-manager.io/certificaterequests',
  'cert-manager.io/issuers',
  'certmanager.step.sm/stepissuers',
  'external-secrets.io/externalsecrets',
  'bitnami.com/sealedsecrets',
  'core/events',
]

const CONSUMERS: readonly Kind[] = ['networking.k8s.io/ingresses', ...podTemplates.of]

/** Everything around an object of a namespace, but for Secrets and ConfigMaps, which are got by name. */
export const wantNamespace = (wants: ReadingList, namespace: string | undefined): void => {
  wants.list(...FEW)
  wants.within(namespace, [...ISSUANCE, ...CONSUMERS])
  if (namespace === undefined) return
  wants.get({kind: 'core/namespaces', name: namespace})
  wants.get({kind: 'core/configmaps', namespace, name: 'kube-root-ca.crt'})
}

/** Who may approve what is asked for in a namespace. */
export const wantApproval = (wants: ReadingList, namespace: string | undefined): void => {
  wants.list(...RBAC_KINDS.filter(kind => /\/cluster/.test(kind)))
  wants.within(
    namespace,
    RBAC_KINDS.filter(kind => !/\/cluster/.test(kind)),
  )
}

const WORKLOADS: readonly Kind[] = ['apps/deployments', 'apps/statefulsets']

/**
 * The controllers, without reading all workloads: where their own manifests put them, and where the webhooks for their kinds
 * lead. One that is installed elsewhere and has no webhook (step-issuer) stays unknown.
 */
export const wantControllers = (wants: ReadingList, view: View): void => {
  const homes = COMPONENTS.filter(({serves}) => serves.length > 0).map(({home}) => home.namespace)
  const hooks = valueOr(listAll(view, WEBHOOK_KINDS), []).flatMap(({body}) => list(body, 'webhooks'))
  const own = hooks.filter(hook =>
    list(hook, 'rules').some(rule => texts(rule, 'apiGroups').some(group => OWN_GROUPS.has(group))),
  )
  const served = own.map(hook => serviceOf(record(hook, 'clientConfig'))?.namespace)
  for (const namespace of new Set([...homes, ...served])) wants.within(namespace, WORKLOADS)
}

const OWN_GROUPS: ReadonlySet<string> = new Set(
  COMPONENTS.flatMap(({serves}) => serves).map(kind => kind.slice(0, kind.indexOf('/'))),
)
