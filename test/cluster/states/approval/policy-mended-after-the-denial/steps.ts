import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const policy = '/apis/policy.cert-manager.io/v1alpha1/certificaterequestpolicies/iota'

export default {
  async broken(bed) {
    await until(bed, '-n iota certificate/api --for=jsonpath={.status.failedIssuanceAttempts}=1')
    await bed.api.patch(policy, {spec: {allowed: {subject: {organizations: {values: ['*']}}}}})
  },
} satisfies Steps
