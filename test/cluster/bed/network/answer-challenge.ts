import type {KubeApi, KubeBody} from '../kube-api.ts'

const prefix = '/.well-known/acme-challenge/'

const hasClass = async (api: KubeApi, ingress: KubeBody): Promise<boolean> => {
  const name = ingress.spec.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class']
  if (name === undefined) return true
  return (await api.find(`/apis/networking.k8s.io/v1/ingressclasses/${name}`)) !== undefined
}

/** Whether an Ingress of a class that exists takes this host and path. */
const isRouted = async (api: KubeApi, host: string, path: string): Promise<boolean> => {
  for (const ingress of await api.list('/apis/networking.k8s.io/v1/ingresses')) {
    const rules: readonly KubeBody[] = ingress.spec.rules ?? []
    const takes = rules.some(
      rule => rule.host === host && rule.http?.paths?.some((one: {path?: string}) => path.startsWith(one.path ?? '/')),
    )
    if (takes && (await hasClass(api, ingress))) return true
  }
  return false
}

/**
 * What an ingress controller and cert-manager's solver pod would answer to an HTTP-01 validation (RFC 8555, 8.3):
 * the key authorization of the Challenge with that token, when an Ingress leads to it; undefined for 404.
 */
export const answerChallenge = async (api: KubeApi, host: string, path: string): Promise<string | undefined> => {
  if (!path.startsWith(prefix) || !(await isRouted(api, host, path))) return undefined
  const challenges = await api.list('/apis/acme.cert-manager.io/v1/challenges')
  const found = challenges.find(one => one.spec.dnsName === host && one.spec.token === path.slice(prefix.length))
  return found?.spec.key
}
