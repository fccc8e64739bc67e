/** The grant by which a ServiceAccount of cert-manager's namespace may approve requests for every issuer, as YAML documents. */
export const mayApprove = (serviceAccount = 'cert-manager'): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approve}
rules: [{apiGroups: [cert-manager.io], resources: [signers], verbs: [approve]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: approve}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: approve}
subjects: [{kind: ServiceAccount, name: ${serviceAccount}, namespace: cert-manager}]`
