import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const secret = '/api/v1/namespaces/brook/secrets/brook-ca'
let right: string

export default {
  async healthy(bed) {
    right = (await bed.api.get(secret)).data['tls.key']
  },
  async broken(bed) {
    await follow(bed, {say: 'Renew it', run: ['cmctl', 'renew', '-n', 'brook', 'web']})
    await until(bed, '-n brook certificate/web --for=jsonpath={.status.failedIssuanceAttempts}=1')
    await bed.api.patch(secret, {data: {'tls.key': right}})
  },
} satisfies Steps
