import {given} from '../../core/given.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {type Condition, condition} from '../../core/kube/condition.ts'
import type {Kind} from '../../core/kube/kind.ts'
import {isBeingDeleted, type KubeObject, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'

export type IssuerType = 'ca' | 'selfSigned' | 'acme' | 'vault' | 'venafi' | 'step' | 'unknown'

/** A Secret that an issuer needs, and where the issuer names it. */
export interface IssuerSecret {
  readonly target: ObjectRef
  readonly path: readonly string[]
  /** The key that must be in it; undefined where a whole `kubernetes.io/tls` Secret is meant, or any key will do. */
  readonly key?: string
  /** What it is for: `signing` (a CA's certificate and key), `provisioner` (a step-ca password), `account`, `credentials`. */
  readonly purpose: 'signing' | 'provisioner' | 'account' | 'credentials'
}

/** An Issuer, ClusterIssuer, StepIssuer or StepClusterIssuer that is not being deleted. */
export interface Issuer {
  readonly object: KubeObject
  readonly type: IssuerType
  readonly ready?: Condition
  /** Secrets that it must find. The ACME account key is not among them: the issuer makes it itself. */
  readonly secrets: readonly IssuerSecret[]
  /** Where the Secrets of cluster-wide issuers lie; undefined for namespaced ones. */
  readonly resourceNamespace?: Reading<string>
  /** Of Step issuers: the address of the CA. */
  readonly url?: string
}

export const ISSUER_KINDS: readonly Kind[] = [
  'cert-manager.io/issuers',
  'cert-manager.io/clusterissuers',
  'certmanager.step.sm/stepissuers',
  'certmanager.step.sm/stepclusterissuers',
]

export const issuers: Fact<readonly Issuer[]> = {
  name: 'issuers',
  of: ISSUER_KINDS,
  reads: [...components.of, ...components.reads],
  derive: view => {
    const objects = listAll(view, ISSUER_KINDS)
    if (!objects.known) return objects
    const home = clusterResourceNamespace(view)
    return known(objects.value.filter(object => !isBeingDeleted(object)).map(object => issuer(object, home)))
  },
}

/**
 * Where cert-manager looks for the Secrets of ClusterIssuers: `--cluster-resource-namespace`, which its chart sets to the
 * namespace of the controller.
 */
const clusterResourceNamespace = (view: View): Reading<string> => {
  const [found] = installationsOf(valueOr(view.fact(components), []), 'cert-manager')
  if (found === undefined) return unknown('undeclared', 'it is not known where cert-manager runs')
  const flag = found.args.find(arg => arg.startsWith('--cluster-resource-namespace='))?.split('=')[1]
  const value = text(found.release?.values, 'clusterResourceNamespace') || flag
  return known(value === undefined || value === '' || value.startsWith('$(') ? found.namespace : value)
}

const TYPES: readonly IssuerType[] = ['ca', 'selfSigned', 'acme', 'vault', 'venafi']

const issuer = (object: KubeObject, home: Reading<string>): Issuer => {
  const {body, ref: own} = object
  const isStep = own.kind.startsWith('certmanager.step.sm/')
  const spec = record(body, 'spec')
  const type = isStep ? 'step' : (TYPES.find(each => spec[each] !== undefined) ?? 'unknown')
  const isClusterWide = own.namespace === undefined
  const namespace = own.namespace ?? (isStep ? undefined : valueOr(home, undefined))
  return {
    object,
    type,
    secrets: isStep ? stepSecrets(object) : namespace === undefined ? [] : caSecrets(object, namespace),
    ...(isClusterWide && !isStep && {resourceNamespace: home}),
    ...given({ready: condition(object, 'Ready'), url: isStep ? text(body, 'spec', 'url') : undefined}),
  }
}

const caSecrets = ({body}: KubeObject, namespace: string): readonly IssuerSecret[] => {
  const name = text(body, 'spec', 'ca', 'secretName')
  if (name === undefined) return []
  return [{target: ref('core/secrets', namespace, name), path: ['spec', 'ca', 'secretName'], purpose: 'signing'}]
}

const stepSecrets = ({body, ref: own}: KubeObject): readonly IssuerSecret[] => {
  const from = record(body, 'spec', 'provisioner', 'passwordRef')
  const name = text(from, 'name')
  const namespace = own.namespace ?? text(from, 'namespace')
  if (name === undefined || namespace === undefined) return []
  const path = ['spec', 'provisioner', 'passwordRef']
  return [
    {target: ref('core/secrets', namespace, name), path, purpose: 'provisioner', ...given({key: text(from, 'key')})},
  ]
}
