import {defineRule} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {listed} from '../../core/listing.ts'
import {type ServingLifetime, servingLifetimes} from '../../facts/kubelet/serving-lifetimes.ts'

/** Certificates that were asked for at different times end at the same moment by accident only. */
const APART = 60_000

export const servingCappedByCa = defineRule({
  id: 'PKI515',
  name: 'kubelet/serving-capped-by-ca',
  severity: 'warning',
  since: '0.1.0',
  title: 'Serving certificates of kubelets end with the cluster CA',
  why: 'The signer of kube-controller-manager gives no certificate that outlives its CA: instead of a year a kubelet gets what is left, a few minutes at the end. Each asks again when most of that is gone, ever more often, and on the day on which the CA expires the API server and all kubelets stop to work at once.',
  remediation: [
    'Renew the cluster CA well before its end, in the way of your distribution, and then the certificates that it has signed.',
  ],
  messages: {
    one: 'The new certificate of {node} ends with the cluster CA, in {left}',
    several:
      'New certificates of {count} nodes all end at the same moment, in {left}, with the CA that signs them: {nodes}',
  },
  waitsFor: 'lifetime',
  examples: {
    given: `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-8xk2p, creationTimestamp: "{{now -5m}}"}
spec: {signerName: kubernetes.io/kubelet-serving, username: "system:node:n1"}
status: {certificate: "{{base64 cert n1 signedBy=kubernetes san=n1 notAfter=+20d}}"}`,
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca notBefore=-3630d notAfter=+20d}}"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca notBefore=-30d notAfter=+3620d}}"}`,
  },

  each: servingLifetimes,
  *check(all, _, {now}) {
    const capped = all.filter(each => isCapped(each, all))
    const [first] = capped
    if (first === undefined) return
    const data = {
      node: first.node,
      count: capped.length,
      left: humanDuration(first.certificate.notAfter - now.getTime()),
      nodes: listed(capped.map(({node}) => node).sort()),
    }
    const problem = capped.length === 1 ? 'one' : 'several'
    yield {at: first.request, path: ['status', 'certificate'], problem, data}
  },
})

/** By the end of the CA; where that was not read, by another certificate that began at another time and ends at the same. */
const isCapped = ({certificate, authorityEnd}: ServingLifetime, all: readonly ServingLifetime[]): boolean => {
  const {notAfter, notBefore} = certificate
  if (authorityEnd !== undefined) return notAfter === authorityEnd
  return all.some(
    other => other.certificate.notAfter === notAfter && Math.abs(other.certificate.notBefore - notBefore) > APART,
  )
}
