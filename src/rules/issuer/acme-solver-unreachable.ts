import {defineRule} from '../../core/doctor/rule.ts'
import {type SolverTarget, solverTargets} from '../../facts/issuer/solver-targets.ts'

export const acmeSolverUnreachable = defineRule({
  id: 'PKI215',
  name: 'issuer/acme-solver-unreachable',
  severity: 'error',
  since: '0.1.0',
  title: 'Nothing carries the challenges of an ACME solver',
  why: 'For an HTTP-01 challenge cert-manager makes an Ingress or a route and waits until it answers. Where the class or the Gateway that the solver names is not there, or takes no routes of that namespace, nothing ever answers: the challenge stays pending, without a failure and without a retry, and neither the issuer nor the Certificate says why.',
  remediation: [
    'Name a class or a Gateway that is there: `kubectl get ingressclass`, `kubectl get gateway -A`.',
    'A Gateway in another namespace has to allow routes of the namespaces that ask (`allowedRoutes.namespaces`).',
  ],
  messages: {
    class: 'There is no IngressClass {name}: no controller takes the Ingress of a challenge',
    annotation: 'There is no IngressClass {name}, and no Ingress that a controller serves is of that class',
    ingress:
      'There is no ingress/{name} in namespace {namespace}, to which the challenges of its Certificates are added',
    gateway: 'There is no gateway/{name} in namespace {namespace}: the route of a challenge has no parent',
    closed: 'gateway/{name} in namespace {namespace} takes no routes of namespace {from}, where challenges are made',
  },
  breaks: ['signing'],
  disprovedBy: ['helm.toolkit.fluxcd.io/helmreleases'],
  examples: {
    given: `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-v02.api.letsencrypt.org/directory", solvers: [{http01: {ingress: {ingressClassName: traefik}}}]}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec: {acme: {server: "https://acme-v02.api.letsencrypt.org/directory", solvers: [{http01: {ingress: {ingressClassName: nginx}}}]}}`,
  },

  each: solverTargets,
  *check(target) {
    const {acme, path, how, name, namespace = '', from = '', state} = target
    const at = acme.issuer.object
    if (!state.known) return yield {at, path, unsure: state.because}
    if (state.value === 'fine') return
    const data = {name, namespace, from}
    const problem = state.value === 'closed' ? 'closed' : how
    yield {at, path, problem, data, ...(isOld(target) && {severity: 'warning' as const})}
  },
})

/** By the annotation a controller may be meant that we cannot see. */
const isOld = ({how}: SolverTarget): boolean => how === 'annotation'
