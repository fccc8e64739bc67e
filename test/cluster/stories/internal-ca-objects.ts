const group = 'cert-manager.io'
const issuerRef = (name: string): object => ({name, kind: 'ClusterIssuer', group})

/** A CA that is made in the cluster: a self-signed issuer, the CA's Certificate, and the issuer that signs with it. */
export const internalCa = (): readonly object[] => [
  {apiVersion: `${group}/v1`, kind: 'ClusterIssuer', metadata: {name: 'selfsigned-bootstrap'}, spec: {selfSigned: {}}},
  {
    ...{apiVersion: `${group}/v1`, kind: 'Certificate', metadata: {name: 'internal-ca', namespace: 'cert-manager'}},
    spec: {
      ...{
        isCA: true,
        commonName: 'internal-ca',
        secretName: 'internal-ca',
        privateKey: {algorithm: 'Ed25519', rotationPolicy: 'Never'},
      },
      issuerRef: issuerRef('selfsigned-bootstrap'),
    },
  },
  {
    apiVersion: `${group}/v1`,
    kind: 'ClusterIssuer',
    metadata: {name: 'internal-ca'},
    spec: {ca: {secretName: 'internal-ca'}},
  },
]

/** An application that serves with a certificate of the internal CA. */
export const application = (): readonly object[] => [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'my-app'}},
  {
    ...{apiVersion: `${group}/v1`, kind: 'Certificate', metadata: {name: 'my-app', namespace: 'my-app'}},
    spec: {
      secretName: 'my-app-tls',
      dnsNames: ['my-app.my-app.svc.cluster.local', 'my-app.example.internal'],
      issuerRef: issuerRef('internal-ca'),
    },
  },
]

/** The CA's certificate for every namespace. */
export const bundle = (source: object = {secret: {name: 'internal-ca', key: 'tls.crt'}}): object => ({
  ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name: 'internal-ca'}},
  spec: {
    sources: [source],
    target: {configMap: {key: 'ca-bundle.crt'}, namespaceSelector: {matchLabels: {}}},
  },
})

/** A client that verifies with the bundle: as one file that never changes (`subPath`), or as a folder that does. */
export const client = (how: 'file' | 'folder'): object => {
  const mount =
    how === 'file'
      ? {mountPath: '/etc/ssl/certs/internal-ca.crt', subPath: 'ca-bundle.crt', readOnly: true}
      : {mountPath: '/etc/ssl/internal-ca', readOnly: true}
  const env = [{name: 'SSL_CERT_FILE', value: how === 'file' ? mount.mountPath : `${mount.mountPath}/ca-bundle.crt`}]
  const labels = {app: 'client'}
  return {
    ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'client', namespace: 'my-app'}},
    spec: {
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {
          containers: [{name: 'client', image: 'client:1', env, volumeMounts: [{name: 'internal-ca', ...mount}]}],
          volumes: [{name: 'internal-ca', configMap: {name: 'internal-ca'}}],
        },
      },
    },
  }
}
