import type {Remedy} from '../doctor/rule.ts'

/** What helps against a Bundle that is not synced, by the text of its condition (trust-manager 0.24). */
export const syncRemedies = (message: string): readonly Remedy[] =>
  REMEDIES.flatMap(([text, say]) => (message.includes(text) ? [{say}] : []))

const REMEDIES: readonly (readonly [string, string])[] = [
  [
    'default CAs not available',
    'Let trust-manager have its package of public CAs (chart value `defaultPackage.enabled: true`), or take `useDefaultCAs` out of the Bundle',
  ],
  [
    'the feature is disabled',
    'Let the Bundle write a ConfigMap (`spec.target.configMap`), or allow Secret targets (chart values `secretTargets.enabled: true` and `secretTargets.authorizedSecrets`)',
  ],
  ['only CERTIFICATE blocks are permitted', 'Let the source name a key that holds certificates only'],
  [
    'includeAllKeys is not supported for TLS Secrets',
    'Let the source name one key of the Secret, `tls.crt` or `ca.crt`, in place of `includeAllKeys`',
  ],
  [
    'Only one reference can have Controller set to true',
    'An object of that name belongs to another controller: give the Bundle another name',
  ],
]
