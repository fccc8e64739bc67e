import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

export default {
  async healthy(bed) {
    await until(bed, '-n olive certificate/web --for=condition=Ready')
    await follow(bed, {say: 'Renew the CA', run: ['cmctl', 'renew', '-n', 'olive', 'olive-ca']})
    await until(bed, '-n olive certificate/olive-ca --for=jsonpath={.status.revision}=2')
  },
} satisfies Steps
