import {at, type Json, type JsonObject, type KubeObject, list, type Path, record} from '../kube/object.ts'

/** A Bundle for `kubectl apply`, with its sources changed. */
const withSources = ({body, ref}: KubeObject, sources: readonly Json[]): JsonObject => ({
  apiVersion: 'trust.cert-manager.io/v1alpha1',
  kind: 'Bundle',
  metadata: {name: ref.name},
  spec: {...record(body, 'spec'), sources},
})

/** @param path of the source in the Bundle: `['spec', 'sources', 0, …]` */
const withSource = (bundle: KubeObject, path: Path, source: JsonObject): JsonObject =>
  withSources(
    bundle,
    list(bundle.body, 'spec', 'sources').map((each, i) => (i === path[2] ? source : each)),
  )

/** The Bundle with one source more. */
export const withMoreSource = (bundle: KubeObject, source: JsonObject): JsonObject =>
  withSources(bundle, [...list(bundle.body, 'spec', 'sources'), source])

/** The Bundle with another data key in one of its sources. */
export const withKey = (bundle: KubeObject, path: Path, key: string): JsonObject => {
  const type = String(path[3])
  return withSource(bundle, path, {[type]: {...record(at(bundle.body, ...path)), key}})
}

/** A ConfigMap with certificates, and the Bundle with one of its sources taken from there. */
export const sourceFromConfigMap = (
  bundle: KubeObject,
  path: Path,
  {namespace, name, pem}: HeldCertificates,
): readonly JsonObject[] => [
  configMap({namespace, name, pem}),
  withSource(bundle, path, {configMap: {name, key: 'ca.crt'}}),
]

/** A ConfigMap with certificates, and the Bundle with that as one source more. */
export const alsoFromConfigMap = (bundle: KubeObject, held: HeldCertificates): readonly JsonObject[] => [
  configMap(held),
  withMoreSource(bundle, {configMap: {name: held.name, key: 'ca.crt'}}),
]

interface HeldCertificates {
  readonly namespace: string
  readonly name: string
  readonly pem: string
}

const configMap = ({namespace, name, pem}: HeldCertificates): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace},
  data: {'ca.crt': pem},
})
