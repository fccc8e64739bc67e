import {defineRule} from '../../core/doctor/rule.ts'
import {configMapKeys} from '../../facts/trust/config-map-keys.ts'

export const privateKeyInConfigmap = defineRule({
  id: 'PKI410',
  name: 'trust/private-key-in-configmap',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: 'Private key stands in a ConfigMap',
  why: 'ConfigMaps are meant to be read: the ClusterRole `view` shows them to everybody who may look at a namespace, encryption at rest usually leaves them out, and they are printed and logged without a second thought. A key that stood in one has to be taken as known.',
  remediation: [
    'Make a new key, as a Secret: by a Certificate of cert-manager where it is a TLS key.',
    'Take the key out of the ConfigMap, and out of whatever made it.',
    'Stop trusting what the old key has signed or served.',
  ],
  messages: {
    store: '{key} holds a {form}, which only a password protects',
    key: '{key} holds a {form}',
  },
  examples: {
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: web-tls, namespace: shop}
data: {tls.crt: "{{cert web}}", tls.key: "{{key web}}"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: web-ca, namespace: shop}
data: {ca.crt: "{{cert web}}"}`,
  },

  each: configMapKeys,
  *check({object: at, entries}) {
    for (const {path, key, form, isStore} of entries) {
      if (isStore) yield {at, path, problem: 'store', data: {key, form}, severity: 'warning'}
      else yield {at, path, problem: 'key', data: {key, form}}
    }
  },
})
