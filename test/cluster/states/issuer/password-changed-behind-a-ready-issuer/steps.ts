import type {Bed} from '../../../bed/bed.ts'
import {stepCaOf} from '../../../bed/components/step-ca.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const original = '/api/v1/namespaces/step-ca/secrets/step-ca-step-certificates-provisioner-password'

const put = async (bed: Bed, ending: string): Promise<void> => {
  const password = Buffer.from((await bed.api.get(original)).data.password, 'base64').toString()
  const metadata = {name: 'password', namespace: 'vale'}
  await bed.apply({apiVersion: 'v1', kind: 'Secret', metadata, stringData: {password: `${password}${ending}`}})
}

export default {
  async healthy(bed) {
    const {url, rootPem, kid} = await stepCaOf(bed)
    await bed.api.create('/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'vale'}})
    await put(bed, '')
    await bed.apply({
      ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepIssuer', metadata: {name: 'step', namespace: 'vale'}},
      spec: {
        ...{url, caBundle: Buffer.from(rootPem).toString('base64')},
        provisioner: {name: 'admin', kid, passwordRef: {name: 'password', key: 'password'}},
      },
    })
    await until(bed, '-n vale stepissuer/step --for=condition=Ready')
  },
  broken: bed => put(bed, '\n'),
} satisfies Steps
