import {clusterGrant, useRule} from '../../../src/core/rbac/grant-manifest.ts'
import {serviceAccountIdentity} from '../../../src/core/rbac/identity.ts'
import type {Bed} from '../bed/bed.ts'
import {stepCaOf} from '../bed/components/step-ca.ts'
import {RELEASE} from '../stories/step-ca-objects.ts'

const CERT_MANAGER = serviceAccountIdentity('cert-manager', 'cert-manager')
const OLD_CERT_MANAGER = serviceAccountIdentity('cert-manager', 'cert-manager-cert-manager')
const stepGroup = 'certmanager.step.sm'
const group = 'cert-manager.io'

export const namespace = (name: string): object => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})

export const clusterIssuer = (name: string, spec: object): object => ({
  apiVersion: `${group}/v1`,
  kind: 'ClusterIssuer',
  metadata: {name},
  spec,
})

export const byClusterIssuer = (name: string): object => ({name, kind: 'ClusterIssuer', group})
export const byStep = (name: string, kind = 'StepClusterIssuer'): object => ({name, kind, group: stepGroup})

export const certificate = (namespace: string, name: string, issuerRef: object, more: object = {}): object => ({
  ...{apiVersion: `${group}/v1`, kind: 'Certificate', metadata: {name, namespace}},
  spec: {secretName: `${name}-tls`, duration: '24h', dnsNames: [`${name}.goldentooth.example`], issuerRef, ...more},
})

/** A policy for one issuer and some namespaces; who may have it used is another matter. */
export const policy = (
  name: string,
  issuerRef: object,
  namespaces: readonly string[],
  allowed: object = {},
): object => ({
  ...{apiVersion: 'policy.cert-manager.io/v1alpha1', kind: 'CertificateRequestPolicy', metadata: {name}},
  spec: {
    allowed: {dnsNames: {values: ['*.goldentooth.example']}, ...allowed},
    selector: {issuerRef, namespace: {matchNames: namespaces}},
  },
})

export const grantTo = (policies: readonly string[], who: 'cert-manager' | 'somebody else'): readonly object[] =>
  policies.flatMap(name =>
    clusterGrant(`${name}:use`, useRule(name), who === 'cert-manager' ? CERT_MANAGER : OLD_CERT_MANAGER),
  )

export const stepIssuer = async (
  bed: Bed,
  metadata: {readonly name: string; readonly namespace?: string},
  url: string,
): Promise<object> => {
  const ca = await stepCaOf(bed, RELEASE)
  const isCluster = metadata.namespace === undefined
  const passwordRef = {name: ca.passwordSecret, key: 'password', ...(isCluster && {namespace: ca.namespace})}
  return {
    ...{apiVersion: `${stepGroup}/v1beta1`, kind: isCluster ? 'StepClusterIssuer' : 'StepIssuer', metadata},
    spec: {
      url,
      caBundle: Buffer.from(ca.rootPem).toString('base64'),
      provisioner: {name: 'admin', kid: ca.kid, passwordRef},
    },
  }
}

export const bundle = (name: string, sources: readonly object[]): object => ({
  ...{apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle', metadata: {name}},
  spec: {sources, target: {configMap: {key: 'ca-bundle.crt'}}},
})

export const ingress = (namespace: string, name: string, secretName: string): object => ({
  ...{apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: {name, namespace}},
  spec: {
    tls: [{hosts: [`${name}.goldentooth.example`], secretName}],
    rules: [
      {
        host: `${name}.goldentooth.example`,
        http: {paths: [{path: '/', pathType: 'Prefix', backend: {service: {name, port: {number: 8443}}}}]},
      },
    ],
  },
})

/** A workload that mounts a Bundle's ConfigMap; as one file it never sees another. */
export const workload = (namespace: string, name: string, mount: object): object => ({
  ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name, namespace}},
  spec: {
    selector: {matchLabels: {app: name}},
    template: {
      metadata: {labels: {app: name}},
      spec: {
        containers: [{name, image: `${name}:1`, volumeMounts: [{name: 'roots', ...mount}]}],
        volumes: [{name: 'roots', configMap: {name: 'internal-ca'}}],
      },
    },
  },
})
