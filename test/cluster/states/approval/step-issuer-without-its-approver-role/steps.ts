import type {KubeBody} from '../../../bed/kube-api.ts'
import type {Steps} from '../../runner/state.ts'

const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
const name = 'step-issuer-approver-rolebinding'
let shipped: KubeBody

export default {
  async healthy(bed) {
    const {metadata: _, ...rest} = await bed.api.get(`${bindings}/${name}`)
    shipped = {...rest, metadata: {name}}
    await bed.api.delete(`${bindings}/${name}`)
  },
  undo: bed => bed.apply(shipped),
} satisfies Steps
