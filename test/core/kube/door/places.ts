/** A place in an object where somebody may have put a key. */
export interface Place {
  readonly name: string
  readonly object: (text: string) => object
}

const meta = (more: object = {}): object => ({name: 'x', namespace: 'shop', ...more})

const manifest = (apiVersion: string, kind: string, more: object): object => ({
  apiVersion,
  kind,
  metadata: meta(),
  ...more,
})

const secret = (more: object): object => manifest('v1', 'Secret', {type: 'Opaque', ...more})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const pod = (container: object): object => ({containers: [{name: 'app', image: 'app:1', ...container}], volumes: []})

const deployment = (container: object): object =>
  manifest('apps/v1', 'Deployment', {spec: {template: {metadata: {}, spec: pod(container)}}})

const release = (values: object): object =>
  manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {spec: {chart: {spec: {chart: 'x'}}, values}})

export const PLACES: readonly Place[] = [
  {name: 'data of a Secret', object: text => secret({data: {x: base64(text)}})},
  {name: 'data of a Secret, not encoded', object: text => secret({data: {x: text}})},
  {name: 'stringData of a Secret', object: text => secret({stringData: {x: text}})},
  {name: 'an unknown field of a Secret', object: text => secret({extra: {deep: [text]}})},
  {name: 'the type of a Secret', object: text => secret({type: text})},
  {name: 'the name of a data key', object: text => secret({data: {[text]: ''}})},
  {
    name: 'last-applied-configuration of a Secret',
    object: text => ({
      ...secret({}),
      metadata: meta({
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(secret({data: {x: base64(text)}})),
        },
      }),
    }),
  },
  {
    name: 'another copy of a manifest',
    object: text => ({
      ...secret({}),
      metadata: meta({annotations: {'corp.io/before': JSON.stringify(secret({stringData: {x: text}}))}}),
    }),
  },
  {name: 'the name of an object', object: text => manifest('v1', 'Service', {metadata: {name: text, namespace: text}})},
  {name: 'an annotation', object: text => manifest('v1', 'Service', {metadata: meta({annotations: {a: text}})})},
  {name: 'a label', object: text => manifest('v1', 'Service', {metadata: meta({labels: {a: text}})})},
  {name: 'the name of a label', object: text => manifest('v1', 'Service', {metadata: meta({labels: {[text]: text}})})},
  {
    name: 'managed fields',
    object: text => ({
      ...secret({}),
      metadata: meta({
        managedFields: [
          {manager: text, operation: 'Update', fieldsV1: {'f:data': {[`f:${text}`]: {}, v: text}, x: text}},
        ],
      }),
    }),
  },
  {name: 'a ConfigMap', object: text => manifest('v1', 'ConfigMap', {data: {x: text}})},
  {name: 'the text of a configuration', object: text => manifest('v1', 'ConfigMap', {data: {'ca.json': text}})},
  {name: 'values in a ConfigMap', object: text => manifest('v1', 'ConfigMap', {data: {'values.yaml': text}})},
  {name: 'binaryData of a ConfigMap', object: text => manifest('v1', 'ConfigMap', {binaryData: {x: base64(text)}})},
  {
    name: 'the environment of a Pod',
    object: text => manifest('v1', 'Pod', {spec: pod({env: [{name: 'A', value: text}]})}),
  },
  {
    name: 'a certificate variable of a Pod',
    object: text => manifest('v1', 'Pod', {spec: pod({env: [{name: 'SSL_CERT_FILE', value: text}]})}),
  },
  {name: 'arguments', object: text => deployment({args: ['--key', text, `--other=${text}`]})},
  {name: 'a command', object: text => deployment({command: ['sh', '-c', `echo '${text}' > /key`]})},
  {name: 'a lifecycle hook', object: text => deployment({lifecycle: {postStart: {exec: {command: [text]}}}})},
  {
    name: 'a volume',
    object: text =>
      manifest('v1', 'Pod', {spec: {...pod({}), volumes: [{name: 'v', csi: {volumeAttributes: {x: text}}}]}}),
  },
  {name: 'values of a HelmRelease', object: text => release({ca: {tls: {files: {'tls.key': text}}}})},
  {name: 'a name in values', object: text => release({files: {[text]: {[text]: text}}})},
  {name: 'a list in values', object: text => release({files: [{path: '/key', content: text}]})},
  {name: 'lines in values', object: text => release({lines: text.split('\n'), wrapped: text.match(/.{1,64}/g)})},
  {name: 'a Secret in values', object: text => release({extraObjects: [secret({data: {x: base64(text)}})]})},
  {name: 'a variable in values', object: text => release({env: [{name: 'PRIVATE_KEY', value: text}]})},
  {
    name: 'a Kustomization',
    object: text =>
      manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        spec: {postBuild: {substitute: {KEY: text}}, patches: [{patch: `- op: add\n  value: ${text}\n`}]},
      }),
  },
  {
    name: 'the template of a SealedSecret',
    object: text =>
      manifest('bitnami.com/v1alpha1', 'SealedSecret', {
        spec: {encryptedData: {x: text}, template: {data: {config: text}, metadata: meta()}},
      }),
  },
  {
    name: 'a message of a CertificateRequest',
    object: text =>
      manifest('cert-manager.io/v1', 'CertificateRequest', {
        spec: {request: text, issuerRef: {name: 'x'}},
        status: {certificate: text, ca: text, conditions: [{type: 'Ready', status: 'False', message: text}]},
      }),
  },
  {
    name: 'an unknown field of a Certificate',
    object: text => manifest('cert-manager.io/v1', 'Certificate', {spec: {secretName: 'x', extra: {a: [{b: text}]}}}),
  },
  {
    name: 'the caBundle of a StepIssuer',
    object: text =>
      manifest('certmanager.step.sm/v1beta1', 'StepIssuer', {spec: {caBundle: base64(text), url: 'https://x'}}),
  },
  {
    name: 'an inline source of a Bundle',
    object: text => manifest('trust.cert-manager.io/v1alpha1', 'Bundle', {spec: {sources: [{inLine: text}]}}),
  },
  {
    name: 'an event',
    object: text => manifest('v1', 'Event', {message: text, reason: 'x', involvedObject: {kind: 'Pod', name: text}}),
  },
  {
    name: 'a Node',
    object: text => manifest('v1', 'Node', {metadata: {name: 'n', annotations: {a: text}}, spec: {podCIDR: text}}),
  },
  {
    name: 'a CustomResourceDefinition',
    object: text =>
      manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
        spec: {
          group: 'x',
          names: {plural: text},
          versions: [{name: 'v1', schema: {openAPIV3Schema: {description: text}}}],
        },
      }),
  },
  {
    name: 'an Ingress',
    object: text =>
      manifest('networking.k8s.io/v1', 'Ingress', {
        metadata: meta({annotations: {'nginx.ingress.kubernetes.io/configuration-snippet': `set $k "${text}";`}}),
        spec: {rules: []},
      }),
  },
  {
    name: 'an ExternalSecret',
    object: text =>
      manifest('external-secrets.io/v1', 'ExternalSecret', {spec: {target: {template: {data: {'tls.key': text}}}}}),
  },
]
