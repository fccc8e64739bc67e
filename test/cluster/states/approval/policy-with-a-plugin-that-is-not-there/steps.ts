import type {Bed} from '../../../bed/bed.ts'
import type {KubeBody} from '../../../bed/kube-api.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const all = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'
const policy = '/apis/policy.cert-manager.io/v1alpha1/certificaterequestpolicies'
let removed: KubeBody | undefined

const webhookOf = async (bed: Bed): Promise<KubeBody | undefined> => {
  const items: readonly KubeBody[] = (await bed.api.get(all)).items
  return items.find(({metadata}) => metadata.name.includes('approver-policy'))
}

export default {
  async broken(bed) {
    removed = await webhookOf(bed)
    if (removed !== undefined) await bed.kubectl(['delete', 'validatingwebhookconfiguration', removed.metadata.name])
    await bed.api.create(policy, {
      ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name: 'bog'}},
      spec: {
        plugins: {rego: {values: {rego: 'package bog'}}},
        allowed: {dnsNames: {values: ['*.bog.corp']}},
        selector: {issuerRef: {name: 'bog'}, namespace: {matchNames: ['bog']}},
      },
    })
    await until(bed, 'certificaterequestpolicy/bog --for=condition=Ready')
  },
  async undo(bed) {
    if (removed === undefined) return
    const {resourceVersion: _, uid: __, ...metadata} = removed.metadata
    await bed.api.create(all, {...removed, metadata})
  },
} satisfies Steps
