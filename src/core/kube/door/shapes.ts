import {isSwitchValue, isVerificationSwitch} from '../../verification-switch.ts'
import {pick, type Shape} from './pick.ts'
import {isPlain} from './plain.ts'

/** Environment variables whose value is a path of certificates and no secret: `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`. */
const CERTIFICATE_VARIABLE =
  /(?:_CERT_(?:FILE|DIR|PATH)|_CA_(?:FILE|PATH|DIR|CERTS?|BUNDLE)|CA_BUNDLE|_CACERTS?|CAINFO)$/

const environment = (variable: unknown): unknown => {
  if (!isPlain(variable)) return undefined
  const {name, value} = variable
  const isKept = typeof name === 'string' && (CERTIFICATE_VARIABLE.test(name) || isSwitch(name, value))
  return pick(variable, isKept ? {name: true, value: true, valueFrom: true} : {name: true, valueFrom: true})
}

/** `NODE_TLS_REJECT_UNAUTHORIZED=0`: rules ask for it, and yes or no is no secret. */
const isSwitch = (name: string, value: unknown): boolean =>
  typeof value === 'string' && isSwitchValue(value) && isVerificationSwitch(name)

const CONTAINERS: Shape = [
  {
    name: true,
    image: true,
    command: true,
    args: true,
    ports: true,
    env: [environment],
    envFrom: true,
    volumeMounts: true,
  },
]

const POD: Shape = {
  serviceAccountName: true,
  nodeName: true,
  hostNetwork: true,
  containers: CONTAINERS,
  initContainers: CONTAINERS,
  volumes: true,
}

const TEMPLATE: Shape = {metadata: {labels: true, annotations: true}, spec: POD}

const STATUSES: Shape = [
  {
    name: true,
    ready: true,
    restartCount: true,
    state: {
      waiting: {reason: true},
      running: {startedAt: true},
      terminated: {reason: true, exitCode: true, finishedAt: true},
    },
  },
]

const WORKLOAD: Shape = {
  spec: {
    ...POD,
    replicas: true,
    selector: true,
    serviceName: true,
    template: TEMPLATE,
    schedule: true,
    suspend: true,
    jobTemplate: {spec: {template: TEMPLATE}},
  },
  status: {
    phase: true,
    conditions: true,
    containerStatuses: STATUSES,
    initContainerStatuses: STATUSES,
    observedGeneration: true,
    replicas: true,
    readyReplicas: true,
    availableReplicas: true,
    updatedReplicas: true,
    unavailableReplicas: true,
    desiredNumberScheduled: true,
    currentNumberScheduled: true,
    updatedNumberScheduled: true,
    numberReady: true,
    numberAvailable: true,
    numberUnavailable: true,
    active: true,
    succeeded: true,
    failed: true,
    startTime: true,
    completionTime: true,
    lastScheduleTime: true,
    lastSuccessfulTime: true,
  },
}

const NODE: Shape = {
  spec: {providerID: true, taints: true, unschedulable: true},
  status: {addresses: true, conditions: true, nodeInfo: true, daemonEndpoints: true},
}

/** Both APIs of events: core/v1, and events.k8s.io/v1 with `regarding`, `note` and `series`. */
const EVENT: Shape = {
  involvedObject: true,
  regarding: true,
  reason: true,
  action: true,
  message: true,
  note: true,
  type: true,
  count: true,
  series: true,
  eventTime: true,
  firstTimestamp: true,
  lastTimestamp: true,
  source: true,
  reportingController: true,
  reportingComponent: true,
}

/** Without the OpenAPI schemas, which are most of it. */
const DEFINITION: Shape = {
  spec: {
    group: true,
    names: true,
    scope: true,
    versions: [{name: true, served: true, storage: true, deprecated: true}],
    conversion: true,
  },
  status: {conditions: true, storedVersions: true},
}

/** SealedSecrets are known by the names of what they will unseal to. */
const SEALED: Shape = {
  spec: {
    encryptedData: value =>
      isPlain(value) ? Object.fromEntries(Object.keys(value).map(name => [name, '[sealed]'])) : undefined,
    template: true,
  },
  status: true,
}

/** ACME, without the tokens and keys by which a domain is proved. */
const ORDER: Shape = {
  spec: {issuerRef: true, commonName: true, dnsNames: true, ipAddresses: true},
  status: {state: true, reason: true, failureTime: true},
}

const CHALLENGE: Shape = {
  spec: {issuerRef: true, dnsName: true, type: true, wildcard: true},
  status: {state: true, reason: true, presented: true, processing: true},
}

/** What of the body of a kind is kept, beside `apiVersion`, `kind` and `metadata`; kinds without a shape stay whole. */
export const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['core/secrets', {type: true, immutable: true}],
  ['core/configmaps', {immutable: true}],
  ['core/pods', WORKLOAD],
  ['apps/deployments', WORKLOAD],
  ['apps/statefulsets', WORKLOAD],
  ['apps/daemonsets', WORKLOAD],
  ['batch/jobs', WORKLOAD],
  ['batch/cronjobs', WORKLOAD],
  ['core/nodes', NODE],
  ['core/events', EVENT],
  ['apiextensions.k8s.io/customresourcedefinitions', DEFINITION],
  ['acme.cert-manager.io/orders', ORDER],
  ['acme.cert-manager.io/challenges', CHALLENGE],
  ['bitnami.com/sealedsecrets', SEALED],
])
