import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'

const label = (bed: Bed, version: string) =>
  bed.kubectl(['label', '--overwrite', 'crd/issuers.cert-manager.io', `app.kubernetes.io/version=${version}`])

const NAME = 'issuers.cert-manager.io'
let before = ''

export default {
  async broken(bed) {
    const {metadata} = await bed.api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${NAME}`)
    before = metadata.labels?.['app.kubernetes.io/version'] ?? ''
    await label(bed, 'v1.16.2')
  },
  undo: bed => label(bed, before),
} satisfies Steps
