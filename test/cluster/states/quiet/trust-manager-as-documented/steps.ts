import type {Steps} from '../../runner/state.ts'
import {until} from '../../runner/until.ts'

const secret = '/api/v1/namespaces/cert-manager/secrets/trust-manager-example-ca-secret'

export default {
  async healthy(bed) {
    await until(bed, '-n cert-manager certificate/trust-manager-example-ca --for=condition=Ready')
    const root = Buffer.from((await bed.api.get(secret)).data['tls.crt'], 'base64').toString()
    await bed.apply(
      {
        ...{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'example-root', namespace: 'cert-manager'}},
        data: {'ca.crt': root},
      },
      {
        ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name: 'example-bundle'}},
        spec: {
          sources: [{configMap: {name: 'example-root', key: 'ca.crt'}}],
          target: {configMap: {key: 'trust-bundle.pem'}},
        },
      },
    )
    await until(bed, 'bundle/example-bundle --for=condition=Synced')
  },
} satisfies Steps
