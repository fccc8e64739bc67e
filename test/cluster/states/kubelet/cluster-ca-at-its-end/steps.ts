import {readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import type {Bed} from '../../../bed/bed.ts'
import {freshPki} from '../../../bed/pki/bed-pki.ts'
import type {PlayedKubelet} from '../../../play/kubelet.ts'
import {registerKubelet} from '../../../play/register-kubelet.ts'
import {APPROVER} from '../../../stories/kubelet-approver-objects.ts'
import type {Steps} from '../../runner/state.ts'
import {withKubeletApprover} from '../../runner/with-kubelet-approver.ts'

let kubelet: PlayedKubelet
let before: string | undefined

const askAndGet = async (bed: Bed): Promise<void> => {
  const {metadata} = await kubelet.requestServingCertificate()
  await bed.kubectl(['certificate', 'approve', metadata.name, `--as=${APPROVER}`])
  await kubelet.certificate(metadata.name)
}

const signWith = async (bed: Bed, pem: string): Promise<void> => {
  writeFileSync(path.join(bed.pki.folder, 'ca.crt'), pem)
  await bed.process('kube-controller-manager').restart()
  const published = async () => {
    const {data} = await bed.api.get('/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt')
    return data['ca.crt'] === pem
  }
  await bed.waitFor('the CA to be published', published)
}

export default {
  async healthy(bed) {
    await withKubeletApprover(bed)
    kubelet = await registerKubelet(bed, 'worker-5', [{type: 'InternalIP', address: '198.18.0.25'}])
    await askAndGet(bed)
  },
  /** A CA with the same key, so that all else goes on; it began long ago. */
  async broken(bed) {
    before = readFileSync(path.join(bed.pki.folder, 'ca.crt'), 'utf8')
    const old = freshPki().ca({CN: 'kubernetes'}, {key: bed.pki.ca.key, notBefore: '-3630d', notAfter: '+20d'})
    await signWith(bed, old.pem)
    await askAndGet(bed)
  },
  async undo(bed) {
    if (before !== undefined) await signWith(bed, before)
  },
} satisfies Steps
