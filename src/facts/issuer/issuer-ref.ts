import {type Json, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'

/** Which issuer is meant, with the defaults that cert-manager applies: kind `Issuer`, group `cert-manager.io`. */
export interface IssuerRef {
  readonly kind: string
  readonly group: string
  readonly name: string
  /** False where the manifest leaves the group out. */
  readonly hasGroup: boolean
}

export const STEP_GROUP = 'certmanager.step.sm'
export const CERT_MANAGER_GROUP = 'cert-manager.io'

/** Reads `spec.issuerRef` of a Certificate or CertificateRequest. */
export const issuerRefOf = (body: Json | undefined): IssuerRef => {
  const named = record(body, 'spec', 'issuerRef')
  const group = text(named, 'group') ?? ''
  return {
    kind: text(named, 'kind') || 'Issuer',
    group: group === '' ? CERT_MANAGER_GROUP : group,
    name: text(named, 'name') ?? '',
    hasGroup: group !== '',
  }
}

interface IssuerKind {
  readonly kind: ObjectRef['kind']
  readonly namespaced: boolean
}

/** By group and kind. */
const KINDS: ReadonlyMap<string, ReadonlyMap<string, IssuerKind>> = new Map([
  [
    CERT_MANAGER_GROUP,
    new Map<string, IssuerKind>([
      ['Issuer', {kind: 'cert-manager.io/issuers', namespaced: true}],
      ['ClusterIssuer', {kind: 'cert-manager.io/clusterissuers', namespaced: false}],
    ]),
  ],
  [
    STEP_GROUP,
    new Map<string, IssuerKind>([
      ['StepIssuer', {kind: 'certmanager.step.sm/stepissuers', namespaced: true}],
      ['StepClusterIssuer', {kind: 'certmanager.step.sm/stepclusterissuers', namespaced: false}],
    ]),
  ],
])

/** The object that an issuerRef of an object in `namespace` names; null for issuers of kinds that we do not read. */
export const issuerOf = ({kind, group, name}: IssuerRef, namespace: string | undefined): ObjectRef | null => {
  const known = KINDS.get(group)?.get(kind)
  return known === undefined ? null : ref(known.kind, known.namespaced ? namespace : undefined, name)
}

/** `StepClusterIssuer.certmanager.step.sm/step-ca`, short where it is cert-manager's own: `ClusterIssuer/internal-ca`. */
export const describeIssuerRef = ({kind, group, name}: IssuerRef): string =>
  group === CERT_MANAGER_GROUP ? `${kind}/${name}` : `${kind}.${group}/${name}`

/**
 * The names in the virtual resource `signers` of group `cert-manager.io` by which a right to approve this signer can be
 * given (cert-manager internal/webhook/admission/certificaterequest/approval): all of the kind, or the one.
 */
export const signerNames = ({kind, group, name}: IssuerRef, namespace: string | undefined): readonly string[] => {
  const plural = `${kind.toLowerCase()}s.${group}`
  const isNamespaced = KINDS.get(group)?.get(kind)?.namespaced ?? !kind.startsWith('Cluster')
  return [
    `${plural}/*`,
    isNamespaced && namespace !== undefined ? `${plural}/${namespace}.${name}` : `${plural}/${name}`,
  ]
}
