import {defineRule} from '../../core/doctor/rule.ts'
import {clockTime, humanDuration} from '../../core/duration.ts'
import {clusterAuthorities} from '../../facts/trust/cluster-authorities.ts'

/** What kube-controller-manager signs for unless told otherwise (`--cluster-signing-duration`): nothing outlives the CA. */
const LONGEST_SIGNED = 365 * 86_400_000

export const clusterCaExpiring = defineRule({
  id: 'PKI906',
  name: 'client/cluster-ca-expiring',
  severity: 'warning',
  since: '0.1.0',
  title: 'CA of the cluster expires',
  why: 'The API server, the kubelets and all pods verify each other by this CA. It is made for ten years with the cluster and nothing renews it; on the day on which it ends everything stops at once. From a year before, the certificates of kubelets are cut short by it. Told of when less is left than a certificate of it lives by default, a year, or a sixth of a CA that was made for less than six. A CA that stands beside a newer one is being replaced, and is passed over.',
  remediation: [
    'Plan its rotation in the way of your distribution: `talosctl rotate-ca`, or for kubeadm the manual rotation of CA certificates in the Kubernetes documentation.',
  ],
  messages: {
    ending: 'The CA of the cluster ({subject}) ends in {left} ({when})',
    ended: 'The CA of the cluster ({subject}) ended {ago} ago ({when})',
  },
  breaks: ['lifetime'],
  examples: {
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca notBefore=-3400d notAfter=+250d}}"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: kube-root-ca.crt, namespace: kube-system}
data: {ca.crt: "{{cert kubernetes ca notBefore=-3000d notAfter=+650d}}"}`,
  },

  each: clusterAuthorities,
  *check({object: at, certificates}, _, {now}) {
    const last = certificates.toSorted((a, b) => b.notAfter - a.notAfter)[0]
    if (last === undefined) return
    const left = last.notAfter - now.getTime()
    if (left >= Math.min(LONGEST_SIGNED, (last.notAfter - last.notBefore) / 6)) return
    const data = {subject: last.subject.toString(), when: clockTime(last.notAfter)}
    const path = ['data', 'ca.crt']
    if (left > 0) yield {at, path, problem: 'ending', data: {...data, left: humanDuration(left)}}
    else yield {at, path, problem: 'ended', data: {...data, ago: humanDuration(left)}}
  },
})
