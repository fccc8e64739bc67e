import {KEY_FORMS, type Planted} from '../core/kube/door/key-forms.ts'
import {PLACES} from '../core/kube/door/places.ts'
import type {Manifest} from '../support/fake-store.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Everything that must not be found in any output. */
export const SECRETS: readonly Buffer[] = unique(KEY_FORMS.flatMap(({secrets}) => secrets))

function unique(buffers: readonly Buffer[]): readonly Buffer[] {
  return [...new Map(buffers.map(each => [each.toString('hex'), each])).values()]
}

/** What users have done to a key before they paste it somewhere. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  text => text,
  base64,
  text => base64(base64(text)),
  text => Buffer.from(text).toString('hex'),
  encodeURIComponent,
  text => JSON.stringify({key: text}),
]

const conditions = (type: string, message: string) => [
  {type, status: type === 'Denied' ? 'True' : 'False', reason: message.slice(0, 400), message},
]

const named = (name: string, more: object = {}) => ({metadata: {name, namespace: 'shop', ...more}})

/** Places that findings quote: names, hosts, messages of conditions and events, subjects, images, arguments. */
const LOUD: readonly ((text: string, name: string) => object)[] = [
  (text, name) => ({
    ...{apiVersion: 'cert-manager.io/v1', kind: 'Certificate', ...named(name)},
    spec: {secretName: text, dnsNames: [text], commonName: text, issuerRef: {name: text, kind: text, group: text}},
    status: {
      conditions: [...conditions('Ready', text), {type: 'Issuing', status: 'True', message: text}],
      failedIssuanceAttempts: 2,
    },
  }),
  (text, name) => ({
    ...{apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest'},
    ...named(name, {annotations: {'cert-manager.io/certificate-name': text}}),
    spec: {request: text, issuerRef: {name: text}, username: text, groups: [text]},
    status: {conditions: conditions('Denied', text)},
  }),
  (text, name) => ({
    ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', ...named(name)},
    spec: {tls: [{hosts: [text], secretName: text}], rules: [{host: text}]},
  }),
  (text, name) => ({
    ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name}},
    spec: {
      sources: [{secret: {name: text, key: text}}, {inLine: text}],
      target: {namespaceSelector: {matchLabels: {[text]: text}}},
    },
    status: {conditions: conditions('Synced', text)},
  }),
  (text, name) => ({
    ...{apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: {name}},
    spec: {ca: {secretName: text}},
    status: {conditions: conditions('Ready', text)},
  }),
  (text, name) => ({
    ...{apiVersion: 'certmanager.step.sm/v1beta1', kind: 'StepClusterIssuer', metadata: {name}},
    spec: {url: `https://${text}`, caBundle: text, provisioner: {name: text, kid: text, passwordRef: {name: text}}},
    status: {conditions: conditions('Ready', text)},
  }),
  (text, name) => ({
    ...{apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {name}},
    spec: {request: base64(text), signerName: 'kubernetes.io/kubelet-serving', username: text, usages: [text]},
    status: {conditions: conditions('Failed', text)},
  }),
  (text, name) => ({
    ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name}},
    spec: {allowed: {dnsNames: {values: [text]}}, selector: {issuerRef: {name: text}}, plugins: {[text]: {}}},
  }),
  (text, name) => ({
    ...{apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {name}},
    roleRef: {kind: 'ClusterRole', name: text},
    subjects: [{kind: 'User', name: text}],
  }),
  (text, name) => ({
    ...{apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', ...named(name)},
    spec: {
      source: {
        chart: 'step-certificates',
        helm: {values: text, valuesObject: {ca: {key: text}}, parameters: [{name: 'key', value: text}]},
      },
    },
  }),
  (text, name) => ({
    ...{apiVersion: 'v1', kind: 'Event', ...named(name), reason: 'Failed', type: 'Warning', message: text},
    involvedObject: {kind: 'Certificate', apiVersion: 'cert-manager.io/v1', name, namespace: 'shop'},
  }),
  (text, name) => ({
    ...{apiVersion: 'apps/v1', kind: 'Deployment', ...named(name)},
    spec: {
      template: {
        spec: {
          serviceAccountName: text,
          containers: [
            {name: 'x', image: `quay.io/jetstack/cert-manager-controller:${text}`, args: [`--key=${text}`, text]},
          ],
        },
      },
    },
  }),
]

const PLACED: readonly ((text: string, name: string) => object)[] = [
  ...PLACES.map(
    ({object}) =>
      (text: string) =>
        object(text),
  ),
  ...LOUD,
]

/**
 * Forms of keys in each place, spelled in turn in every way: all forms, or each n-th of them. Names are unique, but where the
 * name is the place.
 */
export const plantedObjects = (every = 1): readonly Manifest[] =>
  PLACED.flatMap((place, row) =>
    KEY_FORMS.flatMap((form, column) => (column % every === row % every ? [planted(place, form, [row, column])] : [])),
  )

const planted = (place: (typeof PLACED)[number], {text}: Planted, [row, column]: [number, number]): Manifest => {
  const name = `planted-${row}-${column}`
  const spelling = SPELLINGS[(row + Math.floor(column / SPELLINGS.length)) % SPELLINGS.length]
  const object = place(spelling?.(text) ?? text, name) as Manifest
  const keepsName = object.metadata.name !== 'x' && object.metadata.name !== 'n'
  return keepsName ? object : {...object, metadata: {...object.metadata, name}}
}
