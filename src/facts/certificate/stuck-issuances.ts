import {given} from '../../core/given.ts'
import {known, valueOr} from '../../core/knowing.ts'
import {flag, record, text} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {dataKeys} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'
import type {Certificate} from './certificates.ts'
import {type Issuance, issuances} from './issuances.ts'

/** An issuance, and what is known of why it may stand still. */
export interface StuckIssuance {
  readonly issuance: Issuance
  /** Why cert-manager cannot store what was signed, where that is to be seen. */
  readonly obstacle?: Obstacle
  /** The workload of cert-manager, whose log knows what no status and no event says. */
  readonly controller?: ObjectRef
}

export interface Obstacle {
  readonly secret: ObjectRef
  /** It says that its data never change · the password of a key store is not there · the Secret has it under another key. */
  readonly is: 'immutable' | 'absent' | 'without-key'
  readonly key: string
}

export const stuckIssuances: Fact<readonly StuckIssuance[]> = {
  name: 'issuances and their obstacles',
  of: issuances.of,
  reads: [...new Set([...issuances.reads, ...components.of, ...components.reads, 'core/secrets' as const])],
  derive: view => {
    const all = view.fact(issuances)
    if (!all.known) return all
    const [running] = installationsOf(valueOr(view.fact(components), []), 'cert-manager')
    const controller = running?.from === 'workload' ? running.object.ref : undefined
    return known(
      all.value.map(issuance => ({
        issuance,
        ...given({controller, obstacle: obstacleFor(view, issuance.certificate)}),
      })),
    )
  },
}

/**
 * cert-manager reads the passwords when it stores (pkg/controller/certificates/issuing/internal/keystore.go): one that is not
 * there makes it try again for ever. Of a Secret without the key, and of a Secret that refuses changes, only its log speaks.
 */
const obstacleFor = (view: View, {object, namespace, secretName, issuing}: Certificate): Obstacle | undefined => {
  if (issuing?.status !== 'True') return undefined
  const target = ref('core/secrets', namespace, secretName)
  const stored = valueOr(view.find(target), null)
  if (flag(stored?.body, 'immutable') === true) return {secret: target, is: 'immutable', key: ''}
  for (const store of ['jks', 'pkcs12'].map(each => record(object.body, 'spec', 'keystores', each))) {
    const [name, key] = [
      text(store, 'passwordSecretRef', 'name'),
      text(store, 'passwordSecretRef', 'key') || 'password',
    ]
    if (flag(store, 'create') !== true || !name) continue
    const secret = ref('core/secrets', namespace, name)
    const found = view.find(secret)
    if (!found.known) continue
    if (found.value === null) return {secret, is: 'absent', key}
    if (!dataKeys(found.value).includes(key)) return {secret, is: 'without-key', key}
  }
  return undefined
}
