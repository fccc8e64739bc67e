import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

export default {
  async broken(bed) {
    await bed.process('cert-manager-cainjector').stop()
    await follow(bed, {say: 'Renew it', run: ['cmctl', 'renew', '-n', 'keep', 'guard']})
    await until(bed, '-n keep certificate/guard --for=jsonpath={.status.revision}=2')
  },
  undo: bed => bed.process('cert-manager-cainjector').start(),
} satisfies Steps
