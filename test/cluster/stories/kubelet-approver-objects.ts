const NAME = 'kubelet-serving-cert-approver'
const rbac = 'rbac.authorization.k8s.io'

/**
 * What the manifests of kubelet-serving-cert-approver leave in a cluster. The program itself is no Go module that could be
 * built here: whoever uses this decides requests in its place, as its ServiceAccount.
 */
export const kubeletApprover = (): readonly object[] => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: NAME}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: NAME, namespace: NAME}},
  {
    ...{apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: {name: `certificates:${NAME}`}},
    rules: [
      {apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['get', 'list', 'watch']},
      {apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update']},
      {apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create']},
      {
        ...{apiGroups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve']},
        resourceNames: ['kubernetes.io/kubelet-serving'],
      },
    ],
  },
  {
    ...{apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: {name: NAME}},
    roleRef: {apiGroup: rbac, kind: 'ClusterRole', name: `certificates:${NAME}`},
    subjects: [{kind: 'ServiceAccount', name: NAME, namespace: NAME}],
  },
  {
    ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: NAME, namespace: NAME}},
    spec: {
      selector: {matchLabels: {'app.kubernetes.io/name': NAME}},
      template: {
        metadata: {labels: {'app.kubernetes.io/name': NAME}},
        spec: {
          serviceAccountName: NAME,
          containers: [
            {name: 'cert-approver', image: 'ghcr.io/alex1989hu/kubelet-serving-cert-approver:0.11.0', args: ['serve']},
          ],
        },
      },
    },
  },
]

/** As whom it acts. */
export const APPROVER = `system:serviceaccount:${NAME}:${NAME}`
