import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {dataPath} from '../../core/kube/secret.ts'
import {type ProvisionerPassword, provisionerPasswords} from '../../facts/step-ca/provisioner-passwords.ts'

export const provisionerPassword = defineRule({
  id: 'PKI209',
  name: 'issuer/provisioner-password',
  severity: 'error',
  since: '0.1.0',
  title: "Password of a Step issuer's provisioner cannot be right",
  why: 'step-issuer decrypts the key of its provisioner with the bytes of the Secret as they are. A password that was written with `echo` or by an editor ends in a line feed, and decrypts nothing; the status only says `failed initialize provisioner`. step-issuer does not watch the Secret: after it was mended it tries again by itself, at longer and longer intervals.',
  remediation: [
    'Write the password without a line feed at its end (`printf`, or `kubectl create secret generic --from-literal`).',
    'Put any annotation on the issuer, which makes step-issuer try at once.',
  ],
  messages: {
    key: '{secret} has no key {key}, only {keys}',
    empty: 'The password in {secret} (key {key}) is empty',
    newline: 'The password in {secret} (key {key}) ends in a line feed, which step-issuer takes for a part of it',
  },
  breaks: ['issuer', 'signing'],
  examples: {
    given: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepIssuer
metadata: {name: step, namespace: shop}
spec: {url: "https://ca.corp", provisioner: {name: admin, kid: Kid, passwordRef: {name: step-password, key: password}}}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: step-password, namespace: shop}
stringData: {password: "for this example\\n"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: step-password, namespace: shop}
stringData: {password: "for this example"}`,
  },

  each: provisionerPasswords,
  *check(password, _, {now}) {
    const {issuer, target, key, keys, flaw, isReady, unsure} = password
    const at = issuer.object
    const path = ['spec', 'provisioner', 'passwordRef', 'key']
    if (unsure !== undefined) yield {at, path, unsure}
    if (flaw === undefined || isReady) return
    const data = {secret: kubectlName(target), key, keys: keys.join(', ') || 'none'}
    yield {at, path, problem: flaw, data, remedy: remedyFor(password, now)}
  },
})

const remedyFor = ({issuer, secret, key, keys, flaw}: ProvisionerPassword, now: Date): readonly Remedy[] => {
  const isLive = issuer.object.origin.from === 'cluster'
  const [only] = keys
  const name = secret === undefined ? '' : kubectlName(secret.ref)
  const field = secret === undefined ? '' : dataPath(secret, key).join('.')
  const mend: Remedy =
    flaw === 'key' && keys.length === 1
      ? {say: `Set spec.provisioner.passwordRef.key to ${only}, if that is the password`}
      : {say: `Write the password into ${name} (${field}) again, without a line feed at its end`}
  const retry = `kubectl-pki/retry=${now.toISOString()}`
  const again = {
    say: 'Have step-issuer try it at once',
    run: kubectl('annotate', issuer.object.ref, '--overwrite', retry),
  }
  return isLive ? [mend, again] : [mend]
}
