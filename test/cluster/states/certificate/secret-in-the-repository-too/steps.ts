import {follow} from '../../../run-doctor.ts'
import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const APPLY = ['apply', '--server-side', '--force-conflicts', '--field-manager=kustomize-controller', '-f', '-']

const revision = (wanted: number) => `-n maple certificate/web --for=jsonpath={.status.revision}=${wanted}`

export default {
  async broken(bed) {
    const {data} = await bed.api.get('/api/v1/namespaces/maple/secrets/web-tls')
    const metadata = {name: 'web-tls', namespace: 'maple'}
    const stdin = JSON.stringify({apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data})
    await follow(bed, {say: 'Renew it', run: ['cmctl', 'renew', '-n', 'maple', 'web']})
    await until(bed, revision(2))
    for (const next of [3, 4, 5]) {
      await bed.kubectl(APPLY, {stdin})
      await until(bed, revision(next))
    }
  },
} satisfies Steps
