import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const certificate = '/apis/cert-manager.io/v1/namespaces/birch/certificates/api'
const policy = '/apis/policy.cert-manager.io/v1alpha1/certificaterequestpolicies/birch'

export default {
  async broken(bed) {
    await until(bed, '-n birch certificate/api --for=jsonpath={.status.failedIssuanceAttempts}=1')
    await bed.waitFor('the key of the first attempt to be gone', async () => {
      const {nextPrivateKeySecretName} = (await bed.api.get(certificate)).status
      return nextPrivateKeySecretName === undefined
    })
    await bed.api.patch(policy, {spec: {allowed: {subject: {organizations: {values: ['*']}}}}})
    await follow(bed, {say: 'Renew it', run: ['cmctl', 'renew', '-n', 'birch', 'api']})
    await until(bed, '-n birch certificate/api --for=jsonpath={.status.failedIssuanceAttempts}=2')
    await until(bed, '-n birch certificaterequest/api-1 --for=condition=Ready')
  },
} satisfies Steps
