import {operands, renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {type ExposedKey, exposedKeys} from '../../facts/repository/exposed-keys.ts'

export const privateKeyInRepository = defineRule({
  id: 'PKI901',
  name: 'repository/private-key-in-repository',
  severity: 'error',
  security: true,
  since: '0.1.0',
  title: 'Private key stands in the repository',
  why: 'Whoever can read the repository, one of its clones or its backups has the key, and the history keeps it after the file is gone. base64 is no protection. With the key of a CA everything that trusts the CA can be impersonated. A key that was committed is spent: only a new key with a new certificate mends it.',
  remediation: [
    'Take the key out of use: make a new one and have its certificate issued again.',
    'Let cert-manager make keys in the cluster, or encrypt Secrets (SOPS, Sealed Secrets) or fetch them (External Secrets) before they are committed.',
  ],
  messages: {
    open: 'The repository holds a {form} that anybody who reads it can use',
    encrypted: 'The repository holds an {form}, and in secret {password} what looks like its password',
    inside: 'The repository holds an {form} together with a password, in one object',
    test: 'A file of tests holds this: {form}. Such keys are usually made for nothing else',
    store: 'The repository holds a {form}, which a well-known default password often opens',
  },
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
stringData: {tls.crt: "{{cert web signedBy=ca san=web.corp}}", tls.key: "{{key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
stringData: {tls.crt: "ENC[AES256_GCM,data:c29tZQ==,type:str]", tls.key: "ENC[AES256_GCM,data:b3RoZXI=,type:str]"}`,
  },

  each: exposedKeys,
  *check(key) {
    const {at, path, form, guard, password} = key
    if (guard === 'named') {
      yield {
        at,
        path,
        unsure: {
          reason: 'unreadable',
          detail: 'the field is named like a private key, and its value has no form that is known',
        },
      }
    } else if (key.isOfTests && (guard !== 'encrypted' || password !== undefined)) {
      yield {at, path, problem: 'test', data: {form}, severity: 'info', remedy: FOR_TESTS}
    } else if (guard === 'open') {
      yield {at, path, problem: 'open', data: {form}, remedy: remedyFor(key)}
    } else if (guard === 'store') {
      yield {at, path, problem: 'store', data: {form}, severity: 'warning', remedy: remedyFor(key)}
    } else if (password !== undefined) {
      const problem = 'ref' in at && at.ref === password ? 'inside' : 'encrypted'
      yield {at, path, problem, data: {form, password: password.name}, remedy: remedyFor(key)}
    }
  },
})

const FOR_TESTS: readonly Remedy[] = [
  {say: 'See that nothing but the tests trusts it: whatever else does needs a new key. Or make it when the tests run'},
]

/** Formats of which SOPS encrypts values, and files that are nothing but a key; no charts, sources or documentation. */
const isForSops = (file: string): boolean =>
  /\.(?:ya?ml|json|env|ini|pem|key|crt|cer|der|p8|p12|pfx|jks|jceks|keystore)$/i.test(file) &&
  !/(?:^|\/)templates\//.test(file)

const remedyFor = ({at, file, madeBy}: ExposedKey): readonly Remedy[] => {
  if (madeBy !== undefined) {
    const {namespace, name} = madeBy.ref
    return [
      {
        say: `Delete the manifest: certificate ${namespace}/${name} makes this Secret, with a key that never leaves the cluster`,
      },
      ...renewSteps(madeBy.ref),
    ]
  }
  const isSecret = 'ref' in at && at.ref.kind === 'core/secrets'
  const only = isSecret ? ['--encrypted-regex', '^(data|stringData)$'] : []
  return [
    {say: 'Take the key out of use: make a new one, and have its certificate issued again. The history keeps this one'},
    isSecret || (!('ref' in at) && isForSops(file))
      ? {
          say: 'Encrypt the new one before it is committed',
          run: ['sops', 'encrypt', ...only, '--in-place', ...operands(file)],
        }
      : {say: 'Put the new one into a Secret that is encrypted or made in the cluster, and refer to it from here'},
  ]
}
