import {known, type Reading, unknown} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type Identity, serviceAccountIdentity} from '../../core/rbac/identity.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'

/** As whom cert-manager's controller asks for what Certificates want, and how that is known. */
export interface Requester {
  readonly identity: Identity
  /** The workload, release or request that says so. */
  readonly by: KubeObject
}

/**
 * cert-manager's own identity: the ServiceAccount of its controller's workload; else, because it stamps every request, that
 * of the latest request made for a Certificate; else the one that its Helm release will make.
 */
export const certManagerIdentity: Fact<Requester> = {
  name: 'identity of cert-manager',
  of: components.of,
  reads: [...components.reads, ...certificateRequests.of],
  derive: view => {
    const all = view.fact(components)
    const found = all.known ? installationsOf(all.value, 'cert-manager') : []
    const workload = found.find(({from}) => from === 'workload')
    if (workload !== undefined) return known(runsAs(workload))
    const latest = latestRequest(view.fact(certificateRequests))
    if (latest?.requester !== undefined) return known({identity: latest.requester, by: latest.object})
    return found[0] === undefined
      ? unknown('undeclared', 'it is not known as whom cert-manager runs')
      : known(runsAs(found[0]))
  },
}

const runsAs = ({serviceAccount: {namespace, name}, object}: Installation): Requester => ({
  identity: serviceAccountIdentity(namespace, name),
  by: object,
})

const latestRequest = (all: Reading<readonly CertificateRequest[]>): CertificateRequest | undefined =>
  (all.known ? all.value : [])
    .filter(each => each.certificateName !== undefined && each.requester !== undefined)
    .sort((a, b) => (b.created ?? 0) - (a.created ?? 0))[0]
