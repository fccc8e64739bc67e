import type {Bed} from '../cluster/bed/bed.ts'
import {compactEtcd} from '../cluster/play/compact-etcd.ts'
import {FaultProxy} from '../cluster/play/fault-proxy.ts'
import {serviceAccountWith} from '../cluster/play/service-account.ts'
import type {ContractBed} from './contract-bed.ts'

const FLOW = 'flowcontrol.apiserver.k8s.io/v1'

/** Requests of this ServiceAccount get no share of the API server (still one at a time), and none waits. */
const rejectAll = (name: string): readonly object[] => [
  {
    apiVersion: FLOW,
    kind: 'PriorityLevelConfiguration',
    metadata: {name: `reject-${name}`},
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 0,
        lendablePercent: 0,
        borrowingLimitPercent: 0,
        limitResponse: {type: 'Reject'},
      },
    },
  },
  {
    apiVersion: FLOW,
    kind: 'FlowSchema',
    metadata: {name: `reject-${name}`},
    spec: {
      matchingPrecedence: 50,
      priorityLevelConfiguration: {name: `reject-${name}`},
      rules: [
        {
          subjects: [{kind: 'ServiceAccount', serviceAccount: {name, namespace: 'default'}}],
          resourceRules: [{verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true}],
        },
      ],
    },
  },
]

/** A real control plane with cert-manager's CustomResourceDefinitions as a bed of the contract. */
export const realBed = (bed: Bed): ContractBed => ({
  admin: {kubeconfig: bed.kubeconfig, username: 'admin'},
  apply: async (...objects) => void (await bed.apply(...objects)),
  user: async request => ({
    kubeconfig: await serviceAccountWith(bed, request),
    username: `system:serviceaccount:default:${request.name}`,
  }),
  expireTokens: () => compactEtcd(bed),
  expiring: async () => {
    const proxy = await FaultProxy.start(bed)
    let expired: Promise<void> | undefined
    proxy.set({only: ({query}) => query.has('continue'), before: () => (expired ??= compactEtcd(bed))})
    return {kubeconfig: proxy.kubeconfig(), username: 'admin'}
  },
  throttle: async ({username}) => void (await bed.apply(...rejectAll(username.split(':').at(-1) ?? ''))),
})
