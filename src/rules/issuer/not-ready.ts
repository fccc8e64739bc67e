import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy, type Stage} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {createdAt} from '../../core/kube/condition.ts'
import {type IssuerState, issuerStates} from '../../facts/issuer/issuer-states.ts'

/** A controller looks at a new issuer at once; one that has just started takes longer. */
const PATIENCE = 5 * 60_000

export const issuerNotReady = defineRule({
  id: 'PKI201',
  name: 'issuer/not-ready',
  severity: 'error',
  since: '0.1.0',
  title: 'Issuer is not ready',
  why: 'Requests for it wait as Pending, without a timeout, and nothing is renewed. The message is what the controller says: for Step issuers `failed initialize provisioner` stands for a wrong host, an untrusted CA, an unknown kid and a wrong password alike, and only the log of step-issuer tells which.',
  remediation: [
    'Mend what the message says; the controller looks again by itself.',
    'A Step issuer tries again at longer and longer intervals: any annotation on it makes it try at once.',
  ],
  messages: {
    said: '{reason}: {message}',
    silent: 'No controller has said anything about it for {age}',
  },
  breaks: ['signing'],
  waitsFor: 'issuer',
  examples: {
    bad: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {ca: {secretName: internal-ca}}
status: {conditions: [{type: Ready, status: "False", reason: ErrInvalidKeyPair, message: "Error getting keypair for CA issuer: certificate is not a CA"}]}`,
    good: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: internal}
spec: {ca: {secretName: internal-ca}}
status: {conditions: [{type: Ready, status: "True", reason: KeyPairVerified, message: Signing CA verified}]}`,
  },

  each: issuerStates,
  *check(state, _, {now}) {
    const {
      issuer: {object: at, ready},
    } = state
    const path = ['status', 'conditions']
    const remedy = remedyFor(state, now)
    const rest = {at, path, ...(remedy.length > 0 && {remedy}), waitsFor: stageOf(state)}
    if (ready === undefined) {
      const age = now.getTime() - (createdAt(at) ?? now.getTime())
      if (age > PATIENCE) yield {...rest, problem: 'silent', data: {age: humanDuration(age)}}
    } else if (ready.status !== 'True') {
      const data = {reason: ready.reason || 'Not ready', message: ready.message || 'without a message'}
      yield {...rest, problem: 'said', data}
    }
  },
})

/** A CA whose own Certificate has not been issued is not ready because of that. */
const stageOf = ({isSecretOrdered}: IssuerState): Stage => (isSecretOrdered ? 'issuance' : 'issuer')

const remedyFor = ({issuer: {object, type}, controller}: IssuerState, now: Date): readonly Remedy[] => {
  if (type !== 'step') return [{say: 'Mend what the message says; the controller looks again by itself.'}]
  if (controller === undefined) return []
  return [
    {say: 'Read in the log of step-issuer what failed', run: kubectl('logs', controller, '--tail=50')},
    {
      say: 'When it is mended, have it try again at once',
      run: kubectl('annotate', object.ref, '--overwrite', `kubectl-pki/retry=${now.toISOString()}`),
    },
  ]
}
