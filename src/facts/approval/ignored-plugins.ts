import {parseImage} from '../../core/component.ts'
import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {record, text} from '../../core/kube/object.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import {components, type Installation, installationsOf, isInstalled} from '../component/components.ts'
import {type Policy, policies} from './policies.ts'

/** A policy that names plugins of approver-policy. */
export interface PluginPolicy {
  readonly policy: Policy
  readonly plugins: readonly string[]
  /** Whether the approver-policy that runs has none compiled in, so that they are skipped. */
  readonly isIgnored: Reading<boolean>
}

export const pluginPolicies: Fact<readonly PluginPolicy[]> = {
  name: 'policies with plugins',
  of: policies.of,
  reads: [...components.of, ...components.reads],
  derive: view => {
    const all = view.fact(policies)
    if (!all.known) return all
    const isStock = stock(view)
    return known(
      all.value.flatMap(policy => {
        const plugins = Object.keys(record(policy.object.body, 'spec', 'plugins'))
        if (plugins.length === 0) return []
        // Only a plugin that is there can make a policy not ready.
        const isIgnored = policy.ready?.status === 'False' ? known(false) : isStock
        return [{policy, plugins, isIgnored}]
      }),
    )
  },
}

const stock = (view: View): Reading<boolean> => {
  const installed = installationsOf(valueOr(view.fact(components), []), 'approver-policy')
  if (installed.length > 0) {
    const kinds = installed.map(isStockInstallation)
    return kinds.find(reading => !reading.known || !reading.value) ?? known(true)
  }
  const there = isInstalled(view, 'approver-policy')
  return there.known ? known(false) : there
}

const STOCK = 'cert-manager-approver-policy'

const OWN = unknown('unreadable', 'its image is none of the releases: plugins may be compiled in')

/** By its image, else by what its release would make. */
const isStockInstallation = ({image, release}: Installation): Reading<boolean> => {
  if (release !== undefined && release.chart !== STOCK) return known(false)
  if (release === undefined && image === undefined) return OWN
  const repository = text(release?.values, 'image', 'repository') || text(release?.values, 'image', 'name')
  const name = parseImage(image ?? repository ?? STOCK).name
  if (name === STOCK) return known(true)
  return name === `${STOCK}-enterprise` ? known(false) : OWN
}
