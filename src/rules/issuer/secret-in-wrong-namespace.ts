import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {annotation} from '../../core/kube/object.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type SoughtSecret, soughtSecrets} from '../../facts/issuer/issuer-secrets.ts'

export const secretInWrongNamespace = defineRule({
  id: 'PKI203',
  name: 'issuer/secret-in-wrong-namespace',
  severity: 'error',
  since: '0.1.0',
  title: "Issuer's Secret is not where it is looked for",
  why: 'A ClusterIssuer has no namespace: cert-manager looks for its Secret in the cluster resource namespace, which is the one it runs in unless `--cluster-resource-namespace` says another. An Issuer or StepIssuer looks in its own namespace only. A Step issuer that was ready keeps working from memory until step-issuer restarts.',
  remediation: [
    'Let the Certificate of the CA be issued in the namespace where its issuer looks.',
    'Or use an Issuer in the namespace where the Secret is.',
  ],
  messages: {
    elsewhere: 'It looks for secret/{secret} in namespace {namespace}, which has none; there is one in {elsewhere}',
    missing: 'It looks for secret/{secret} in namespace {namespace}, which has none, and nothing makes one',
  },
  breaks: ['issuer', 'signing'],
  disprovedBy: [
    'bitnami.com/sealedsecrets',
    'cert-manager.io/certificates',
    'networking.k8s.io/ingresses',
    'gateway.networking.k8s.io/gateways',
    'external-secrets.io/externalsecrets',
    'external-secrets.io/clusterexternalsecrets',
  ],
  examples: {
    given: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {template: {spec: {containers: [{image: quay.io/jetstack/cert-manager-controller:v1.21.1}]}}}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {ca: {secretName: internal-ca}}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: default}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca}}", tls.key: "{{base64 key ca}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: internal-ca, namespace: cert-manager}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert ca ca}}", tls.key: "{{base64 key ca}}"}`,
  },

  each: soughtSecrets,
  *check(sought) {
    const {
      issuer: {object: at},
      secret: {path, target},
      state,
      elsewhere,
      unsure,
    } = sought
    if (unsure !== undefined) yield {at, path, unsure}
    if (state !== 'elsewhere' && state !== 'missing') return
    const {namespace = '', name: secret} = target
    const data = {secret, namespace, elsewhere: elsewhere.map(place => place.namespace).join(', ')}
    yield {at, path, problem: state, data, expected: namespace, remedy: remedyFor(sought)}
  },
})

/** A password may be read from another namespace; the key of a CA should not be copied to one. */
const remedyFor = (sought: SoughtSecret): readonly Remedy[] =>
  sought.secret.purpose === 'provisioner' ? forPassword(sought) : forCa(sought)

const forPassword = ({issuer: {object}, secret, elsewhere: [place]}: SoughtSecret): readonly Remedy[] => {
  const {name, namespace} = secret.target
  const make = `Create secret ${name} with the password of the provisioner in namespace ${namespace}`
  if (place === undefined) return [{say: `${make}, without a newline at its end`}]
  if (object.ref.namespace !== undefined) {
    return [{say: `${make} too`}, {say: 'Or use a StepClusterIssuer, which may name another namespace'}]
  }
  const passwordRef = {namespace: place.namespace}
  const say = `Set spec.provisioner.passwordRef.namespace to ${place.namespace}`
  return [change(object, say, {spec: {provisioner: {passwordRef}}})]
}

const forCa = ({issuer: {object}, secret, elsewhere: [place]}: SoughtSecret): readonly Remedy[] => {
  const {name, namespace} = secret.target
  if (place === undefined) return [{say: `Let a Certificate with isCA make secret ${name} in namespace ${namespace}`}]
  const {ref} = place.object
  const isCertificate = ref.kind === 'cert-manager.io/certificates'
  const writer = isCertificate ? ref.name : annotation(place.object, 'cert-manager.io/certificate-name')
  const maker = writer === undefined ? `secret/${ref.name}, or what makes it,` : `certificate/${writer}`
  return [
    {
      say: `Move ${maker} from namespace ${place.namespace} to ${namespace}, so that the key of the CA exists only once`,
    },
    {
      say: `Or let only namespace ${place.namespace} use it, with an Issuer there in place of ${kubectlName(object.ref)}`,
    },
  ]
}
