import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const PLANE = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager, creationTimestamp: "{{now -40d}}"}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1, args: [--controllers=-certificaterequests-approver]}]}}}
status: {replicas: 1, availableReplicas: 1}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: approver, namespace: cert-manager, creationTimestamp: "{{now -40d}}"}
spec: {template: {spec: {serviceAccountName: approver, containers: [{image: quay.io/jetstack/cert-manager-approver-policy:v0.27.0}]}}}
status: {replicas: 1, availableReplicas: 1}
---
${mayApprove('approver')}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use}
rules: [{apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [web]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use}
subjects: [{kind: ServiceAccount, name: cert-manager, namespace: cert-manager}]
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: public}
spec: {acme: {server: "https://acme.corp/directory"}}
status: {conditions: [{type: Ready, status: "True", reason: ACMEAccountRegistered}]}`

const policy = (spec: string) => `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: ${spec}`

const denied = (message: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: web-tls, dnsNames: [web.corp], issuerRef: {name: public, kind: ClusterIssuer, group: cert-manager.io}}
status:
  failedIssuanceAttempts: 1
  lastFailureTime: "{{now -10m}}"
  conditions:
  - {type: Ready, status: "False", reason: DoesNotExist}
  - {type: Issuing, status: "False", reason: policy.cert-manager.io, lastTransitionTime: "{{now -10m}}"}
---
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: web-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: web, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: {name: public, kind: ClusterIssuer, group: cert-manager.io}, username: system:serviceaccount:cert-manager:cert-manager}
status:
  failureTime: "{{now -10m}}"
  conditions:
  - {type: Denied, status: "True", reason: policy.cert-manager.io, message: ${JSON.stringify(message)}}
  - {type: Ready, status: "False", reason: Denied, message: The CertificateRequest was denied by an approval controller}`

const links = (...yaml: readonly string[]) => linksOf(reportOn([PLANE, ...yaml].join('\n---')))

describe('dependencies of requests', () => {
  it('lead a denial by a rule that does not compile to the policy', () => {
    const broken = policy('{allowed: {dnsNames: {validations: [{rule: "self.endsWith("}]}}, selector: {issuerRef: {}}}')
    const message = `No policy approved this request: [web: spec.allowed.dnsNames.validations[0]: Internal error: ERROR: <input>:1:15: Syntax error: mismatched input '<EOF>'\n | self.endsWith(\n | ..............^]`
    expect(links(broken, denied(message))).to.deep.equal([
      'PKI112 shop/web -> PKI309 shop/web-1',
      'PKI304 shop/web-1 -> PKI305 web',
      'PKI305 web',
      'PKI309 shop/web-1 -> PKI304 shop/web-1',
    ])
  })

  it('lead a denial of a duration that is not set to the Certificate', () => {
    const bounded = policy(
      '{allowed: {dnsNames: {values: ["*.corp"]}}, constraints: {maxDuration: 24h, minDuration: 1h}, selector: {issuerRef: {}}}',
    )
    const message =
      'No policy approved this request: [web: [spec.constraints.maxDuration: Invalid value: "nil": 24h0m0s, spec.constraints.minDuration: Invalid value: "nil": 1h0m0s]]'
    expect(links(bounded, denied(message))).to.deep.equal([
      'PKI112 shop/web -> PKI309 shop/web-1',
      'PKI304 shop/web-1 -> PKI306 shop/web',
      'PKI306 shop/web',
      'PKI309 shop/web-1 -> PKI304 shop/web-1',
    ])
  })

  it('leave a denial of something else where it is', () => {
    const narrow = policy('{allowed: {dnsNames: {values: ["*.example"]}}, selector: {issuerRef: {}}}')
    const message =
      'No policy approved this request: [web: spec.allowed.dnsNames.values: Invalid value: ["web.corp"]: *.example]'
    expect(links(narrow, denied(message))).to.include('PKI304 shop/web-1')
  })
})
