import {change, kubectl} from '../../core/doctor/remedies.ts'
import {defineRule} from '../../core/doctor/rule.ts'
import {type SharedSecret, sharedSecrets} from '../../facts/certificate/shared-secrets.ts'

export const secretShared = defineRule({
  id: 'PKI107',
  name: 'certificate/secret-shared',
  severity: 'error',
  since: '0.1.0',
  title: 'Two Certificates name one Secret',
  why: 'cert-manager issues only for the Certificate that the Secret belongs to: the one it was made for, else the oldest. The other gets no condition Issuing and no event, and shows the dates of a certificate that is not its own. Renewing it by hand, or deleting the owner, hands the Secret over, with other names in it.',
  remediation: ['Give each Certificate a spec.secretName of its own, or delete the one that is not needed.'],
  messages: {
    owned: 'secret/{secret} belongs to certificate/{owner}, so this one is never issued',
    both: 'certificate/{owner} names secret/{secret} too, and only one of the two is ever issued',
  },
  breaks: ['issuance'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web-internal, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: ca}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web-internal, namespace: shop-internal}
spec: {secretName: web-tls, issuerRef: {name: ca}}`,
  },

  each: sharedSecrets,
  *check({certificate, owner, isOwnerKnown}) {
    const data = {secret: certificate.secretName, owner: owner.name}
    const problem = isOwnerKnown ? 'owned' : 'both'
    yield {at: certificate.object, path: ['spec', 'secretName'], problem, data, remedy: remedyFor(certificate)}
  },
})

const remedyFor = ({object, name, secretName}: SharedSecret['certificate']) => {
  const own = `${name}-tls` === secretName ? `${name}-own-tls` : `${name}-tls`
  const say = `Set its spec.secretName to one of its own, such as ${own}, and let its users mount that`
  const unneeded = 'Or, if it is not needed, delete it'
  const isInFile = object.origin.from === 'file'
  return [
    change(object, say, {spec: {secretName: own}}),
    isInFile ? {say: unneeded} : {say: unneeded, run: kubectl('delete', object.ref)},
  ]
}
