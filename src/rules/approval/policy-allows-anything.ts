import {defineRule} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {openPolicies} from '../../facts/approval/open-policies.ts'

export const policyAllowsAnything = defineRule({
  id: 'PKI310',
  name: 'approval/policy-allows-anything',
  severity: 'warning',
  since: '0.1.0',
  title: 'Policy lets anybody ask for anything',
  why: "One policy that approves is enough, and all Certificates are asked for in the name of cert-manager: a policy that allows every name makes the others pointless, and whoever may create a Certificate in any namespace gets one for any host. With isCA that is a CA of one's own, which signs anything and asks nobody.",
  remediation: [
    'List the names that are meant, or tie them to the namespace by a CEL validation such as `self.endsWith("." + cr.namespace + ".svc")`.',
    'Keep isCA for a policy of its own, whose selector names the namespaces that may have a CA.',
  ],
  messages: {
    ca: 'Whoever creates a Certificate with isCA, in any namespace, gets a CA of its own from {issuers}',
    names: 'Whoever creates a Certificate, in any namespace, gets one for any host name from {issuers}',
    uris: 'Whoever creates a Certificate, in any namespace, gets one for any URI, such as a SPIFFE ID, from {issuers}',
  },
  disprovedBy: [
    'cert-manager.io/clusterissuers',
    'cert-manager.io/issuers',
    'certmanager.step.sm/stepclusterissuers',
    'certmanager.step.sm/stepissuers',
  ],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: corp}
spec: {ca: {secretName: corp-ca}}`,
    bad: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: all}
spec: {allowed: {dnsNames: {values: ["*"]}}, selector: {issuerRef: {}}}`,
    good: `
apiVersion: policy.cert-manager.io/v1alpha1
kind: CertificateRequestPolicy
metadata: {name: web}
spec: {allowed: {dnsNames: {values: ["*.corp"]}}, selector: {issuerRef: {}}}`,
  },

  each: openPolicies,
  *check({policy, path, gives, issuers}) {
    const [first, ...more] = issuers.map(({object}) => kubectlName(object.ref)).sort()
    const named =
      first === undefined ? 'the issuers that it selects' : `${first}${more.length > 0 ? ` (+${more.length})` : ''}`
    yield {at: policy.object, path, problem: gives, data: {issuers: named}}
  },
})
