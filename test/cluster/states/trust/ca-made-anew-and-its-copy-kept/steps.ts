import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const secret = '/api/v1/namespaces/cert-manager/secrets/pier-ca'

export default {
  async healthy(bed) {
    await until(bed, '-n pier certificate/web --for=condition=Ready')
    const inLine = Buffer.from((await bed.api.get(secret)).data['tls.crt'], 'base64').toString()
    const target = {configMap: {key: 'ca.crt'}, namespaceSelector: {matchLabels: {}}}
    await bed.apply({
      ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name: 'pier'}},
      spec: {sources: [{inLine}], target},
    })
  },
  async broken(bed) {
    await bed.kubectl(['delete', '-n', 'cert-manager', 'secret/pier-ca'])
    await until(bed, '-n cert-manager certificate/pier-ca --for=jsonpath={.status.revision}=2')
  },
} satisfies Steps
