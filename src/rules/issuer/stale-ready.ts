import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type ProvisionerPassword, provisionerPasswords} from '../../facts/step-ca/provisioner-passwords.ts'

/** Whoever has just changed the password may be about to have it tried. */
const PATIENCE = 5 * 60_000
/** Events are gone an hour after their last update: until then one that is not there has not happened. */
const EVENTS_LAST = 60 * 60_000

export const staleReady = defineRule({
  id: 'PKI210',
  name: 'issuer/stale-ready',
  severity: 'warning',
  since: '0.1.0',
  title: 'Step issuer is ready with a password that is no more',
  why: 'step-issuer reads the password of its provisioner when the issuer is made or edited, and keeps the decrypted key in memory. A Secret that was changed, broken or deleted since goes unnoticed: the issuer stays Ready and signs, until step-issuer restarts, and then nothing is issued any more.',
  remediation: [
    'Mend the password, and have step-issuer try it now, by any annotation on the issuer, instead of at its next restart.',
  ],
  messages: {
    gone: 'Ready, but {secret} is gone: it works until step-issuer restarts',
    key: 'Ready, but {secret} has no key {key} any more: it works until step-issuer restarts',
    empty: 'Ready, but the password in {secret} (key {key}) is empty by now: it works until step-issuer restarts',
    newline:
      'Ready, but the password in {secret} (key {key}) ends in a line feed by now: it works until step-issuer restarts',
    untried: 'Ready, but {secret} was written {ago} ago, and step-issuer has not tried the password since',
  },
  examples: {
    given: `
apiVersion: certmanager.step.sm/v1beta1
kind: StepIssuer
metadata: {name: step, namespace: shop}
spec: {url: "https://ca.corp", provisioner: {name: admin, kid: Kid, passwordRef: {name: step-password, key: password}}}
status: {conditions: [{type: Ready, status: "True", reason: Verified}]}`,
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: step-password, namespace: shop}
stringData: {passphrase: "for this example"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: step-password, namespace: shop}
stringData: {password: "for this example"}`,
  },

  each: provisionerPasswords,
  *check(password, _, {now}) {
    const {issuer, target, key, flaw, isReady, isGone, written, tried, unsure} = password
    const at = issuer.object
    const path = ['spec', 'provisioner', 'passwordRef']
    if (unsure !== undefined) yield {at, path, unsure}
    if (!isReady) return
    const age = now.getTime() - (written ?? Number.NEGATIVE_INFINITY)
    const data = {secret: kubectlName(target), key, ago: humanDuration(age)}
    const rest = {at, path, data, remedy: remedyFor(password, now)}
    if (isGone) yield {...rest, problem: 'gone'}
    else if (flaw !== undefined) yield {...rest, problem: flaw}
    else if (age > PATIENCE && age < EVENTS_LAST && isBefore(tried, written)) yield {...rest, problem: 'untried'}
  },
})

/** A moment in whole seconds may be the same one. */
const isBefore = (tried: number | undefined, written: number | undefined): boolean =>
  tried !== undefined && written !== undefined && tried + 1000 < written

const remedyFor = ({issuer, flaw, isGone, target}: ProvisionerPassword, now: Date): readonly Remedy[] => {
  const mend = {say: `Put the password back into ${kubectlName(target)} in namespace ${target.namespace}`}
  const retry = `kubectl-pki/retry=${now.toISOString()}`
  const again = {
    say: 'Have step-issuer try it now, while somebody looks',
    run: kubectl('annotate', issuer.object.ref, '--overwrite', retry),
  }
  return isGone || flaw !== undefined ? [mend, again] : [again]
}
