import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {humanDuration} from '../../core/duration.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {type ForeignWriter, foreignWriters} from '../../facts/certificate/foreign-writers.ts'

export const foreignWriter = defineRule({
  id: 'PKI118',
  name: 'certificate/foreign-writer',
  severity: 'warning',
  since: '0.1.0',
  title: 'Somebody else writes the Secret of a Certificate',
  why: 'What a repository or another controller writes into it does not match the request that cert-manager has made, so cert-manager issues again, each time: servers reload, ACME runs into its limits, and between the two writes the old certificate is served. Afterwards managed fields show the other writer without any data, so nothing seems to be wrong.',
  remediation: [
    'Take the Secret out of what else writes it: cert-manager makes it. Labels and annotations belong into spec.secretTemplate.',
    'Where the other one is to make it, delete the Certificate, or let it name another Secret.',
  ],
  messages: {
    holds:
      '{manager} writes {keys} of the Secret of certificate/{certificate} too: what one writes, the other replaces',
    fights: 'certificate/{certificate} has been issued {issued} times in {within}, after writes of {manager}',
    makes: '{maker} has its Secret, {secret}, made too: each time that it is written this certificate is issued again',
  },
  examples: {
    given: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop, generation: 1, creationTimestamp: "{{now -1d}}"}
spec: {secretName: web-tls, issuerRef: {name: ca}}
status: {revision: 144}`,
    bad: `
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
  namespace: shop
  managedFields:
  - {manager: kustomize-controller, operation: Apply, time: "{{now -10m}}", fieldsV1: {"f:type": {}}}
  - {manager: cert-manager-certificates-issuing, operation: Apply, time: "{{now -10m}}", fieldsV1: {"f:data": {"f:tls.crt": {}, "f:tls.key": {}}}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
  namespace: shop
  managedFields:
  - {manager: cert-manager-certificates-issuing, operation: Apply, time: "{{now -10m}}", fieldsV1: {"f:data": {"f:tls.crt": {}, "f:tls.key": {}}}}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key web}}"}`,
  },

  each: foreignWriters,
  *check(writer) {
    const {certificate} = writer
    const data = {certificate: certificate.name, secret: `secret/${certificate.secretName}`}
    if (writer.how === 'makes') {
      const more = {...data, maker: kubectlName(writer.maker.ref)}
      return yield {at: certificate.object, path: ['spec', 'secretName'], problem: 'makes', data: more}
    }
    const {secret: at, manager} = writer
    const rest = {at, path: ['metadata', 'managedFields'], remedy: remedyFor(writer)}
    if (writer.how === 'holds') {
      yield {...rest, problem: 'holds', data: {...data, manager, keys: writer.keys.join(' and ')}}
    } else {
      const {issued, within} = writer
      yield {...rest, problem: 'fights', data: {...data, manager, issued, within: humanDuration(within)}}
    }
  },
})

const remedyFor = ({certificate, manager}: Extract<ForeignWriter, {readonly manager: string}>): readonly Remedy[] => [
  {say: `Take secret/${certificate.secretName} out of what ${manager} writes, with its labels and annotations`},
  {say: `Put labels and annotations that it needs into spec.secretTemplate of certificate/${certificate.name}`},
]
