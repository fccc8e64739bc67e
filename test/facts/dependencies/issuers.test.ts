import {expect} from 'chai'
import {linksOf, reportOn} from '../../support/links.ts'
import {mayApprove} from '../../support/may-approve.ts'

const join = (...parts: readonly string[]) => parts.join('\n---')

const certManager = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {serviceAccountName: cert-manager, containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
status: {availableReplicas: 1}
---
${mayApprove()}`

const stepIssuer = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: step-issuer, namespace: step-issuer}
spec: {template: {spec: {containers: [{image: smallstep/step-issuer:0.12.0}]}}}`

const issuing = (name: string, issuerRef: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ${name}, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: ${name}-tls, issuerRef: ${issuerRef}}
status:
  conditions:
  - {type: Ready, status: "False", reason: DoesNotExist}
  - {type: Issuing, status: "True", reason: DoesNotExist, lastTransitionTime: "{{now -20m}}"}`

const request = (name: string, issuerRef: string, conditions: string) => `
apiVersion: cert-manager.io/v1
kind: CertificateRequest
metadata: {name: ${name}-1, namespace: shop, creationTimestamp: "{{now -20m}}", annotations: {cert-manager.io/certificate-name: ${name}, cert-manager.io/certificate-revision: "1"}}
spec: {issuerRef: ${issuerRef}, username: "system:serviceaccount:cert-manager:cert-manager"}
status: {conditions: [${conditions}]}`

const APPROVED =
  '{type: Approved, status: "True", reason: cert-manager.io, lastTransitionTime: "{{now -20m}}"}, {type: Ready, status: "False", reason: Pending, message: not ready}'
const STEP = '{name: step-ca, kind: StepClusterIssuer, group: certmanager.step.sm}'

const stepClusterIssuer = (url: string, ready = 'False') => `
apiVersion: certmanager.step.sm/v1beta1
kind: StepClusterIssuer
metadata: {name: step-ca}
spec: {url: "${url}"}
status: {conditions: [{type: Ready, status: "${ready}", reason: Error, message: failed initialize provisioner}]}`

const config = (names: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-step-certificates-config, namespace: step-ca, labels: {helm.sh/chart: step-certificates-1.28.2}}
data: {ca.json: '{"root": "/home/step/certs/root_ca.crt", "dnsNames": ${names}}'}`

describe('dependencies of issuers', () => {
  it('lead what waits for a Step issuer to its URL', () => {
    const report = reportOn(
      join(
        certManager,
        stepIssuer,
        config('["step-ca.step-ca.svc.cluster.local"]'),
        stepClusterIssuer('https://ca-step-certificates.step-ca.svc.cluster.local'),
        issuing('web', STEP),
        request('web', STEP, APPROVED),
      ),
    )
    expect(linksOf(report)).to.deep.equal([
      'PKI114 shop/web -> PKI201 step-ca + PKI206 step-ca + PKI312 shop/web-1',
      'PKI201 step-ca -> PKI206 step-ca',
      'PKI206 step-ca',
      'PKI312 shop/web-1 -> PKI201 step-ca + PKI206 step-ca',
    ])
    expect(report.summary.problems).to.equal(1)
  })

  it('lead a Step issuer to the names and to the making of its CA', () => {
    const dead = stepClusterIssuer('https://step-ca.step-ca.svc.cluster.local')
    const links = linksOf(reportOn(join(stepIssuer, config('["step-ca.step-ca.svc.cluster.local"]'), dead)))
    expect(links).to.deep.equal([
      'PKI201 step-ca -> PKI220 step-ca/ca-step-certificates-config',
      'PKI220 step-ca/ca-step-certificates-config',
    ])
    const certs = `
apiVersion: v1
kind: ConfigMap
metadata: {name: ca-step-certificates-certs, namespace: step-ca}`
    const own = '["ca-step-certificates.step-ca.svc.cluster.local"]'
    const service = `
apiVersion: v1
kind: Service
metadata: {name: ca-step-certificates, namespace: step-ca}
spec: {ports: [{port: 443}]}`
    const bare = stepClusterIssuer('https://ca-step-certificates.step-ca.svc.cluster.local')
    expect(linksOf(reportOn(join(stepIssuer, config(own), service, certs, bare)))).to.deep.equal([
      'PKI201 step-ca -> PKI217 step-ca/ca-step-certificates-certs',
      'PKI217 step-ca/ca-step-certificates-certs',
    ])
  })

  it('lead a leaf over its CA issuer to the Certificate of the CA, and that to what denies it', () => {
    const root = '{name: root, kind: ClusterIssuer}'
    const denied = '{type: Denied, status: "True", reason: policy.cert-manager.io, message: no}'
    const links = linksOf(
      reportOn(
        join(
          certManager,
          `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: root}
spec: {selfSigned: {}}
status: {conditions: [{type: Ready, status: "True"}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ca, namespace: shop}
spec: {isCA: true, secretName: ca-tls, privateKey: {rotationPolicy: Never}, issuerRef: ${root}}
status: {failedIssuanceAttempts: 1, lastFailureTime: "{{now -20m}}", conditions: [{type: Ready, status: "False"}]}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: shop}
spec: {ca: {secretName: ca-tls}}
status: {conditions: [{type: Ready, status: "False", reason: ErrGetKeyPair, message: 'secrets "ca-tls" not found'}]}`,
          request('ca', root, denied),
          issuing('web', '{name: ca}'),
          request('web', '{name: ca}', APPROVED),
        ),
      ),
    )
    expect(links).to.deep.equal([
      'PKI112 shop/ca -> PKI309 shop/ca-1',
      'PKI114 shop/web -> PKI201 shop/ca + PKI312 shop/web-1',
      'PKI201 shop/ca -> PKI112 shop/ca',
      'PKI304 shop/ca-1',
      'PKI309 shop/ca-1 -> PKI304 shop/ca-1',
      'PKI312 shop/web-1 -> PKI201 shop/ca',
    ])
  })

  it('lead everybody who names a missing issuer to one finding', () => {
    const report = reportOn(
      join(
        certManager,
        issuing('a', '{name: ca}'),
        request('a', '{name: ca}', APPROVED),
        issuing('b', '{name: ca}'),
        request('b', '{name: ca}', APPROVED),
      ),
    )
    expect(linksOf(report)).to.deep.equal([
      'PKI114 shop/a -> PKI202 shop/ca + PKI312 shop/a-1',
      'PKI114 shop/b -> PKI202 shop/ca + PKI312 shop/b-1',
      'PKI202 shop/ca',
      'PKI312 shop/a-1 -> PKI202 shop/ca',
      'PKI312 shop/b-1 -> PKI202 shop/ca',
    ])
  })

  it('lead an issuer to its Secret', () => {
    const links = linksOf(
      reportOn(
        join(
          certManager,
          `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {ca: {secretName: internal-ca}}
status: {conditions: [{type: Ready, status: "False", reason: ErrGetKeyPair, message: 'Error getting keypair for CA issuer: secrets "internal-ca" not found'}]}
---
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: default}`,
        ),
      ),
    )
    expect(links).to.deep.equal(['PKI201 internal -> PKI203 internal', 'PKI203 internal'])
  })

  it('lead Certificates that nobody looks at to the controller that is missing', () => {
    const unseen = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, creationTimestamp: "{{now -20m}}"}
spec: {secretName: web-tls, issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}`
    const overdue = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: api, namespace: shop, creationTimestamp: "{{now -20d}}"}
spec: {secretName: api-tls, issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}
status: {renewalTime: "{{now -2h}}", conditions: [{type: Ready, status: "True", lastTransitionTime: "{{now -20d}}"}]}`
    const links = linksOf(reportOn(join(unseen, overdue))).filter(link => !link.startsWith('PKI301'))
    expect(links).to.deep.equal([
      'PKI103 shop/api -> PKI801 cert-manager/cert-manager',
      'PKI114 shop/web -> PKI801 cert-manager/cert-manager',
      'PKI801 cert-manager/cert-manager',
    ])
  })

  it('leave one problem where a request waits and nobody knows why', () => {
    const internal = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: shop}
spec: {selfSigned: {}}
status: {conditions: [{type: Ready, status: "True"}]}`
    const parts = [certManager, internal, issuing('web', '{name: ca}'), request('web', '{name: ca}', '')]
    const report = reportOn(join(...parts))
    expect(linksOf(report)).to.deep.equal(['PKI114 shop/web -> PKI312 shop/web-1', 'PKI312 shop/web-1'])
  })

  it('say of a mended policy that the old request is all that is left', () => {
    const denied =
      '{type: Denied, status: "True", reason: policy.cert-manager.io, message: "No policy approved this request: [p: spec.allowed.commonName.value: Invalid value: \\"a\\": no allowed value]"}'
    const parts = [
      certManager,
      `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager-approver-policy, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: "quay.io/jetstack/cert-manager-approver-policy:v0.28.1"}]}}}
status: {replicas: 1, availableReplicas: 1}
---
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: p}
spec: {allowed: {commonName: {value: "*"}}, selector: {issuerRef: {name: none}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: use-p}
rules: [{apiGroups: [policy.cert-manager.io], resources: [certificaterequestpolicies], verbs: [use], resourceNames: [p]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: use-p}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-p}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}}
status: {failedIssuanceAttempts: 1, lastFailureTime: "{{now -20m}}", conditions: [{type: Ready, status: "False"}]}`,
      request('web', '{name: pca, kind: AWSPCAIssuer, group: awspca.cert-manager.io}', denied),
    ]
    const links = linksOf(reportOn(join(...parts))).filter(link => /PKI(112|304|309)/.test(link))
    expect(links).to.deep.equal(['PKI112 shop/web -> PKI309 shop/web-1', 'PKI309 shop/web-1'])
  })
})
