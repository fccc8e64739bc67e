import {known, type Reading, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import {pemOf} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate} from '../../core/x509/certificate.ts'
import {certificateTexts} from '../certificate/certificate-texts.ts'

/** The CAs that pods verify the API server with; kubelets' certificates are signed by the same unless the signer is told otherwise. */
export interface ClusterAuthorities {
  readonly object: KubeObject
  readonly certificates: readonly Certificate[]
}

/** Where the root-CA publisher of kube-controller-manager puts it, in every namespace. */
export const CLUSTER_CA = ref('core/configmaps', 'kube-system', 'kube-root-ca.crt')

/** One, or none where the cluster publishes none. */
export const clusterAuthorities: Fact<readonly ClusterAuthorities[]> = {
  name: 'CAs of the cluster',
  of: ['core/configmaps'],
  reads: [],
  derive: view => {
    const found: Reading<KubeObject | null> = view.find(CLUSTER_CA)
    if (!found.known) return view.list('core/configmaps').known ? known([]) : found
    const object = found.value
    return known(object === null ? [] : [{object, certificates: certificatesIn(view, object)}])
  },
}

const certificatesIn = (view: View, object: KubeObject): readonly Certificate[] =>
  valueOr(view.fact(certificateTexts), undefined)?.ofPem(pemOf(object, 'ca.crt')) ?? []
