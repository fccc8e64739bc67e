import {defineRule} from '../../core/doctor/rule.ts'
import {listed} from '../../core/listing.ts'
import {isOwnCertificate, type KubeletServing, servingKubelets} from '../../facts/kubelet/kubelet-servings.ts'

export const servingSelfSigned = defineRule({
  id: 'PKI506',
  name: 'kubelet/serving-self-signed',
  severity: 'warning',
  since: '0.1.0',
  title: 'Kubelet serves a certificate that it signed itself',
  why: 'A kubelet that is not told to ask the cluster for a serving certificate makes one for itself, with a CA that nobody else has. Whoever talks to it, the API server for logs and exec, metrics-server for metrics, has to leave the certificate unverified, so that anybody in between can answer in its place and read the token of the caller.',
  remediation: [
    'Let the kubelets ask for serving certificates: `serverTLSBootstrap: true`, on Talos `rotate-server-certificates: true`.',
    'Run something that approves such requests before that, or logs and exec stop.',
  ],
  messages: {
    one: '{node} serves a certificate that its kubelet has signed itself: nobody can verify it',
    several: '{count} kubelets serve certificates that they have signed themselves: nobody can verify them ({nodes})',
  },
  waitsFor: 'kubelet',
  examples: {
    given: `
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}]}`,
    bad: `
# shown: 10.0.0.1:10250 n1`,
    good: `
# shown: 10.0.0.1:10250 n1 by kubernetes`,
  },

  each: servingKubelets,
  *check(kubelets) {
    const path = ['status', 'addresses']
    const silent = kubelets.flatMap(({node, chain}) => (chain.known ? [] : [{node, because: chain.because}]))
    const [first] = silent
    if (first !== undefined) {
      const detail = `the kubelets of ${listed(silent.map(nameOf))} were not reached: ${first.because.detail}`
      yield {at: first.node, path, unsure: {...first.because, detail}}
    }
    const own = kubelets.filter(isOwn)
    const [one] = own
    if (one === undefined) return
    const data = {node: one.node.ref.name, count: own.length, nodes: listed(own.map(nameOf))}
    yield {at: one.node, path, problem: own.length === 1 ? 'one' : 'several', data}
  },
})

const nameOf = ({node}: Pick<KubeletServing, 'node'>): string => node.ref.name

const isOwn = ({chain}: KubeletServing): boolean => {
  const [leaf] = chain.known ? chain.value : []
  return leaf !== undefined && isOwnCertificate(leaf)
}
