import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type ApiService, apiServices} from '../../facts/consumer/api-services.ts'

export const apiserviceSkipsVerification = defineRule({
  id: 'PKI605',
  name: 'consumer/apiservice-skips-verification',
  severity: 'warning',
  since: '0.1.0',
  title: 'API server takes any certificate from an API service',
  why: 'For this part of the API the API server passes requests on, with the name and the groups of whoever asks, and gives back what is answered. With `insecureSkipTLSVerify` it never looks at the certificate: whoever can answer at the address of the Service sees all of it and can answer in its place, such as the metrics that autoscalers go by. The manifests and the chart of metrics-server have it so unless told otherwise, because its certificate is one that it made for itself at its start.',
  remediation: [
    'Give the server a certificate for the name of its Service, let cainjector put the CA of it into `spec.caBundle`, and leave `insecureSkipTLSVerify` out.',
  ],
  messages: {
    skipped: '{groupVersion} is answered by service/{service} in {namespace}, and its certificate is not verified',
  },
  examples: {
    bad: `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec: {group: metrics.k8s.io, version: v1beta1, service: {name: metrics-server, namespace: kube-system}, insecureSkipTLSVerify: true}`,
    good: `
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io, annotations: {cert-manager.io/inject-ca-from: kube-system/metrics-server}}
spec: {group: metrics.k8s.io, version: v1beta1, service: {name: metrics-server, namespace: kube-system}, caBundle: "{{base64 cert ca ca}}"}`,
  },

  each: apiServices,
  *check(api) {
    const {object: at, groupVersion, service, skipsVerification} = api
    if (!skipsVerification) return
    const data = {groupVersion, service: service.name, namespace: service.namespace ?? ''}
    yield {at, path: ['spec', 'insecureSkipTLSVerify'], problem: 'skipped', data, remedy: remedy(api)}
  },
})

/** In this order, and no command for the second step: a server whose certificate nobody vouches for would be cut off. */
const remedy = ({object, service: {name, namespace}}: ApiService): readonly Remedy[] => [
  {
    say: `Let a Certificate in ${namespace} make a certificate for ${name}.${namespace}.svc, and the server serve with it (chart of metrics-server: tls.type: cert-manager, apiService.insecureSkipTLSVerify: false)`,
  },
  {
    say: `Then have cainjector put its CA into apiservice/${object.ref.name} (annotation cert-manager.io/inject-ca-from: NAMESPACE/CERTIFICATE), and leave spec.insecureSkipTLSVerify out`,
  },
]
