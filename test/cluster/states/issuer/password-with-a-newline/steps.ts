import type {Bed} from '../../../bed/bed.ts'
import type {Steps} from '../../runner/state.ts'

const original = '/api/v1/namespaces/step-ca/secrets/step-ca-step-certificates-provisioner-password'
const copy = '/api/v1/namespaces/jetty/secrets/password'

const password = async (bed: Bed): Promise<string> => (await bed.api.get(original)).data.password

export default {
  async broken(bed) {
    const withNewline = `${Buffer.from(await password(bed), 'base64')}\n`
    const made = {kind: 'Secret', metadata: {name: 'password', namespace: 'jetty'}, stringData: {password: withNewline}}
    await bed.apply({apiVersion: 'v1', ...made})
  },
  async mended(bed) {
    await bed.api.patch(copy, {data: {password: await password(bed)}})
    await bed.kubectl(['annotate', '-n', 'jetty', 'stepissuer/step', 'again=now'])
  },
} satisfies Steps
