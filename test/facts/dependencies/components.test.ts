import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'

const deployment = (name: string, image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: cert-manager, creationTimestamp: "{{now -40d}}"}
spec: {template: {spec: {serviceAccountName: ${name}, containers: [{image: "${image}"}]}}}
status: {replicas: 1, availableReplicas: 1}`

const CERT_MANAGER = deployment('cert-manager', 'quay.io/jetstack/cert-manager-controller:v1.21.1')
const STEP_ISSUER = deployment('step-issuer', 'docker.io/smallstep/step-issuer:0.12.0')

const POLICY = `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: step}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {kind: StepClusterIssuer, group: certmanager.step.sm}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use}
rules: [{apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [step]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]`

const STEP_CLUSTER_ISSUER = `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca, creationTimestamp: "{{now -40d}}"}
spec: {url: https://ca.corp, provisioner: {name: admin, kid: x, passwordRef: {name: password, namespace: step, key: password}}}
status: {conditions: [{type: Ready, status: "True", reason: Verified, lastTransitionTime: "{{now -40d}}"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: password, namespace: step}
stringData: {password: something}`

const WAITING = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}}
status:
  conditions:
  - {type: Ready, status: "False", reason: DoesNotExist, lastTransitionTime: "{{now -20m}}"}
  - {type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -20m}}"}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec:
  issuerRef: {name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}
  username: system:serviceaccount:cert-manager:cert-manager`

const links = (...yaml: readonly string[]) => linksOf(reportOn(yaml.join('\n---')))
const roots = (all: readonly string[]) => all.filter(link => !link.includes(' -> '))

describe('dependencies on components', () => {
  it('lead what waits for approval to the approver that is missing', () => {
    const found = links(CERT_MANAGER, STEP_ISSUER, POLICY, STEP_CLUSTER_ISSUER, WAITING)
    expect(roots(found)).to.deep.equal(['PKI801 cert-manager/cert-manager-approver-policy'])
    expect(found.map(link => link.slice(0, 6))).to.include.members(['PKI301', 'PKI312'])
  })

  it('lead a bundle to the trust-manager that is missing', () => {
    const bundle = `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp, creationTimestamp: "{{now -40d}}"}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}
status: {conditions: [{type: Synced, status: "False", reason: SourceNotFound, message: "Bundle source was not found", lastTransitionTime: "{{now -40d}}"}]}`
    expect(roots(links(CERT_MANAGER, bundle))).to.deep.equal(['PKI801 cert-manager/trust-manager'])
  })
})
