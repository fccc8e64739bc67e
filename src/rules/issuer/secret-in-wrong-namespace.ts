import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type SoughtSecret, soughtSecrets} from '../../facts/issuer-secrets.ts'

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
    const data = {secret, namespace, elsewhere: elsewhere.map(({ref}) => `${ref.namespace}`).join(', ')}
    const remedy = remedyFor(sought)
    yield {at, path, problem: state, data, expected: namespace, ...(remedy.length > 0 && {remedy})}
  },
})

/** A password may be read from another namespace; the key of a CA should not be copied to one. */
const remedyFor = ({issuer: {object}, secret: {target, purpose}, elsewhere}: SoughtSecret): readonly Remedy[] => {
  const [place] = elsewhere
  const there = place?.ref.namespace ?? ''
  const here = target.namespace ?? ''
  if (purpose === 'provisioner') {
    if (place === undefined)
      return [
        {
          say: `Create secret ${target.name} with the provisioner's password in namespace ${here}, without a newline at its end`,
        },
      ]
    if (object.ref.namespace !== undefined)
      return [
        {
          say: `Create the Secret in namespace ${here} too, or use a StepClusterIssuer, which may name another namespace`,
        },
      ]
    const patch = JSON.stringify({spec: {provisioner: {passwordRef: {namespace: there}}}})
    return [
      {
        say: `Name its namespace in spec.provisioner.passwordRef: ${there}`,
        run: kubectl('patch', object.ref, '--type=merge', '-p', patch),
      },
    ]
  }
  if (place === undefined) return [{say: `Let a Certificate with isCA make secret ${target.name} in namespace ${here}`}]
  const maker =
    place.ref.kind === 'cert-manager.io/certificates' ? kubectlName(place.ref) : 'the Certificate that makes it'
  return [
    {say: `Move ${maker} from namespace ${there} to ${here}, so that the key of the CA exists only once`},
    {say: `Or let only namespace ${there} use it, with an Issuer there in place of ${kubectlName(object.ref)}`},
  ]
}
