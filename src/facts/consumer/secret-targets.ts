import {given} from '../../core/given.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {flag, texts} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf} from '../component/components.ts'
import {releaseValue} from '../component/helm-releases.ts'
import {type Bundle, bundles} from '../trust/bundles.ts'
import {flagOf} from '../trust/trust-namespace.ts'

/** A Bundle that writes Secrets, and whether trust-manager may. */
export interface SecretTarget {
  readonly bundle: Bundle
  /** `--secret-targets-enabled`; by what trust-manager said of the Bundle, else by how it was started. */
  readonly isEnabled: Reading<boolean>
  /** The only Secrets that its chart lets it write, by name; undefined where it may write all or that was not read. */
  readonly authorized?: readonly string[]
}

export const secretTargets: Fact<readonly SecretTarget[]> = {
  name: 'Secrets of bundles',
  of: bundles.of,
  reads: [...components.of, ...components.reads],
  derive: view => {
    const all = view.fact(bundles)
    if (!all.known) return all
    const found = installationsOf(valueOr(view.fact(components), []), 'trust-manager')
    const enabled = switchOf(view, found)
    const authorized = found.map(authorizedIn).find(each => each !== undefined)
    return known(
      all.value
        .filter(({api, secretKey}) => api === 'Bundle' && secretKey !== undefined)
        .map(bundle => ({bundle, isEnabled: saidOf(bundle) ?? enabled, ...given({authorized})})),
    )
  },
}

const saidOf = ({synced}: Bundle): Reading<boolean> | undefined => {
  if (synced?.reason === 'SecretTargetsDisabled') return known(false)
  return synced?.status === 'True' ? known(true) : undefined
}

const switchOf = (view: View, found: readonly Installation[]): Reading<boolean> => {
  const [first] = found
  if (first === undefined) {
    const gap = components.of.flatMap(kind => view.gaps(kind))[0]
    return gap === undefined
      ? unknown('undeclared', 'it is not known how trust-manager was started')
      : {known: false, because: gap.because}
  }
  if (first.release === undefined) return known(isTrue(first.args))
  const value = releaseValue(first.release, 'secretTargets', 'enabled')
  return value.known ? known(value.value === true) : value
}

const isTrue = (args: readonly string[]): boolean => {
  const value = flagOf(args, '--secret-targets-enabled')
  return value === 'true' || (value !== 'false' && args.includes('--secret-targets-enabled'))
}

/** By the values of the chart alone; of a workload it would be RBAC, and what may not be written then says so itself. */
const authorizedIn = ({release}: Installation): readonly string[] | undefined => {
  if (release === undefined || release.hasMoreValues) return undefined
  if (flag(release.values, 'secretTargets', 'authorizedSecretsAll') === true) return undefined
  return texts(release.values, 'secretTargets', 'authorizedSecrets')
}
