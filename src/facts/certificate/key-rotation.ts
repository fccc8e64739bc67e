import {parseImage} from '../../core/component.ts'
import {valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import type {View} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'
import type {Certificate} from './certificates.ts'

/**
 * Whether cert-manager makes a new key for each issuance (`Always`) or keeps the one that it has (`Never`), which was the
 * default before 1.18. Needs the kinds of `components`.
 */
export const rotationPolicyOf = (view: View, {object}: Pick<Certificate, 'object'>): 'Always' | 'Never' => {
  const stated = text(object.body, 'spec', 'privateKey', 'rotationPolicy')
  if (stated === 'Always' || stated === 'Never') return stated
  const [certManager] = installationsOf(valueOr(view.fact(components), []), 'cert-manager')
  return isBefore118(certManager) ? 'Never' : 'Always'
}

const isBefore118 = (by: Installation | undefined): boolean => {
  const version = by?.release?.version ?? parseImage(by?.image ?? '').tag
  const [, minor] = /^v?1\.(\d+)\./.exec(version ?? '') ?? []
  return minor !== undefined && Number(minor) < 18
}
