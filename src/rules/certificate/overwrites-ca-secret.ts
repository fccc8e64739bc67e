import {change} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type OverwrittenAuthority, overwrittenAuthorities} from '../../facts/certificate/overwritten-authorities.ts'

export const overwritesCaSecret = defineRule({
  id: 'PKI121',
  name: 'certificate/overwrites-ca-secret',
  severity: 'error',
  since: '0.1.0',
  title: 'Certificate is stored over a CA',
  why: 'cert-manager writes a certificate and its key into the Secret that the Certificate names, whatever stands there. Where that is the CA of an issuer, the key of the CA is destroyed; the Certificate is Ready, and the issuer says only that what it finds is not a CA.',
  remediation: [
    'Give the Certificate a spec.secretName of its own.',
    'Put the CA back from a backup; where there is none, make a new one and distribute it as you did the first.',
    'Where it is the issuer that names the wrong Secret, mend its spec.ca.secretName instead.',
  ],
  messages: {
    will: 'It is not a CA, and is stored into secret/{secret}, where {issuer} has its CA: the key of that CA is lost with it',
    done: 'It is not a CA, and stands in secret/{secret}, where {issuer} looks for its CA: what stood there before is lost',
  },
  breaks: ['issuer', 'signing'],
  disprovedBy: ['core/secrets'],
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: internal, namespace: shop}
spec: {ca: {secretName: internal-ca}}`,
    bad: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: internal-ca, dnsNames: [shop.corp], issuerRef: {name: internal}}`,
    good: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: internal-ca, namespace: shop}
spec: {secretName: internal-ca, isCA: true, commonName: internal, issuerRef: {name: own}}`,
  },

  each: overwrittenAuthorities,
  *check(over) {
    const {certificate, issuer, isDone, unsure} = over
    const at = certificate.object
    const path = ['spec', 'secretName']
    if (unsure !== undefined) return yield {at, path, unsure}
    const data = {secret: certificate.secretName, issuer: kubectlName(issuer.object.ref)}
    yield {at, path, problem: isDone ? 'done' : 'will', data, remedy: remedyFor(over)}
  },
})

const remedyFor = ({
  certificate: {object, name, secretName},
  issuer,
  isDone,
}: OverwrittenAuthority): readonly Remedy[] => {
  const own = `${name}-tls` === secretName ? `${name}-own-tls` : `${name}-tls`
  const say = `Set its spec.secretName to one of its own, such as ${own}, and let its users mount that`
  const other = `Or, where ${kubectlName(issuer.object.ref)} names the wrong Secret, mend its spec.ca.secretName`
  const back = `Delete secret/${secretName} and put the CA back from a backup; where there is none, make a new CA`
  return [change(object, say, {spec: {secretName: own}}), ...(isDone ? [{say: back}] : []), {say: other}]
}
