import {defineRule, type Remark} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {listed} from '../../core/listing.ts'
import {misnamedServings} from '../../facts/kubelet/misnamed-servings.ts'

export const serviceNameNotCovered = defineRule({
  id: 'PKI603',
  name: 'consumer/service-name-not-covered',
  severity: 'warning',
  since: '0.1.0',
  title: 'Pods serve with a certificate for a Service that is not',
  why: 'Clients in the cluster reach pods by the name of a Service, and compare that with the names in the certificate: `web`, `web.shop`, `web.shop.svc` and `web.shop.svc.cluster.local` are four different hosts. A Service that was renamed, or a release under another name, leaves its certificate behind. Certificates for names outside of the cluster are not judged.',
  remediation: ['Let the Certificate name the Service, in each form that clients use.'],
  messages: {
    gone: '{secret}, which {workload} mounts, is for {wanted}: there is no such Service, and its pods are behind {services}',
  },
  breaks: ['names'],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}], volumes: [{name: tls, secret: {secretName: web-tls}}]}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, dnsNames: [web.shop.svc, web.shop.svc.cluster.local], issuerRef: {name: ca}}`,
    bad: `
apiVersion: v1
kind: Service
metadata: {name: web-v2, namespace: shop}
spec: {selector: {app: web}}`,
    good: `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}`,
  },

  each: misnamedServings,
  *check({serving}): Iterable<Remark<'gone'>> {
    if (serving === undefined) return
    const {secret, names, template, services, wanted, unsure} = serving
    const {certificate} = names
    const at = certificate?.object ?? template.object
    const path = certificate === undefined ? [...template.path, 'volumes'] : ['spec', 'dnsNames']
    if (unsure !== undefined) return yield {at, path, unsure}
    const hosts = services.map(({ref}) => `${ref.name}.${ref.namespace}.svc`)
    const data = {
      secret: kubectlName(secret),
      workload: kubectlName(template.object.ref),
      wanted: listed(wanted.map(({name, namespace}) => `${name}.${namespace}.svc`)),
      services: listed(services.map(({ref}) => kubectlName(ref))),
    }
    const say =
      certificate === undefined
        ? `Put a certificate into ${data.secret} of ${secret.namespace} that is for ${listed(hosts)}`
        : `Let spec.dnsNames of certificate/${certificate.name} in ${certificate.namespace} hold ${listed(hosts)}`
    yield {at, path, problem: 'gone', data, remedy: [{say}]}
  },
})
