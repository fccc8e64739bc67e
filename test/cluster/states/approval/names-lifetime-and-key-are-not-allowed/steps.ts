import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'

const certificate = '/apis/cert-manager.io/v1/namespaces/theta/certificates/api'

export default {
  /** The key is for a person to change, as the second step of the remedy says; the others follow. */
  async mended(bed) {
    await bed.api.patch(certificate, {spec: {privateKey: {algorithm: 'ECDSA'}}})
    await bed.kubectl(['delete', '-n', 'theta', 'certificaterequest.cert-manager.io/api-1'])
    await follow(bed, {say: 'Renew it', run: ['cmctl', 'renew', '-n', 'theta', 'api']})
  },
} satisfies Steps
