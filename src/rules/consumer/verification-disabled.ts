import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {text} from '../../core/kube/object.ts'
import {type SkippedVerification, skippedVerifications} from '../../facts/consumer/skipped-verifications.ts'
import {kubeletsCanBeVerified} from '../../facts/kubelet/kubelet-verifiability.ts'

export const verificationDisabled = defineRule({
  id: 'PKI607',
  name: 'consumer/verification-disabled',
  severity: 'warning',
  since: '0.1.0',
  title: 'Certificates of servers are not verified',
  why: 'TLS without verification keeps out whoever only listens, not who answers in the place of the server: it is shown passwords and tokens, and what it answers is believed. The switch was mostly set to get around a CA that was not trusted, or kubelets that have signed their certificates themselves, and stays when that is long mended. Looked at are arguments and switch-like variables of containers, values of releases, and ACME issuers; what programs read from files of their own is not seen.',
  remediation: [
    'Give the client the CA of the server: a ConfigMap that trust-manager fills, or `ca.crt` of the Secret.',
    'Then take the switch away.',
  ],
  messages: {
    off: '{written}: {who} does not verify {peers}',
  },
  examples: {
    bad: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy, namespace: web}
spec: {template: {spec: {containers: [{name: proxy, image: "oauth2-proxy:v7", args: [--ssl-insecure-skip-verify]}]}}}`,
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy, namespace: web}
spec: {template: {spec: {containers: [{name: proxy, image: "oauth2-proxy:v7", args: [--provider-ca-file=/etc/corp/ca.crt]}]}}}`,
  },

  each: skippedVerifications,
  needs: {canVerifyKubelets: kubeletsCanBeVerified},
  *check(skipped, {canVerifyKubelets}) {
    const {object: at, path, written, who, peers} = skipped
    const isForced = peers === 'kubelets' && !canVerifyKubelets
    const data = {written, who, peers: peersIn(skipped)}
    const severity = isForced ? {severity: 'info' as const} : {}
    yield {at, path, problem: 'off', data, remedy: remedy(skipped, canVerifyKubelets), ...severity}
  },
})

const peersIn = ({peers, object}: SkippedVerification): string => {
  if (peers === 'acme') return `the ACME server ${text(object.body, 'spec', 'acme', 'server') ?? ''}`.trimEnd()
  return peers === 'kubelets' ? 'kubelets' : 'the servers that it calls'
}

const remedy = ({peers, written}: SkippedVerification, canVerifyKubelets: boolean): readonly Remedy[] => {
  if (peers === 'acme') {
    return [{say: 'Put the CA of the ACME server into spec.acme.caBundle, and leave skipTLSVerify out'}]
  }
  if (peers === 'any') return [{say: `Give it the CA of the servers that it calls, then leave ${written} out`}]
  const last = {say: `Leave ${written} out, and give it the CA of the cluster (metrics-server: ${CLUSTER_CA})`}
  return canVerifyKubelets ? [last] : [{say: KUBELETS_FIRST}, last]
}

const CLUSTER_CA = '--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt'

const KUBELETS_FIRST =
  'First let every kubelet ask for a serving certificate of the cluster: serverTLSBootstrap, rotate-server-certificates on Talos'
