import type {Bed} from '../bed.ts'
import type {GroupName} from '../build/go-groups.ts'
import type {StepRelease} from './step-ca-objects.ts'

/** What a bed can hold beside the bare control plane. `step` is both step-ca and step-issuer. */
export type ComponentName =
  | 'cert-manager'
  | 'approver-policy'
  | 'trust-manager'
  | 'step-ca'
  | 'step-issuer'
  | 'step'
  | 'pebble'
  | 'kwok'

export interface ComponentOptions {
  /** Whether cert-manager's built-in approver runs. With `policy` (the default) it is off, as approver-policy asks. */
  readonly approver?: 'policy' | 'builtin'
  /** Chart values by release name, over those that the bed sets. */
  readonly values?: Readonly<Record<string, object>>
  /** How step-ca is released, where not as `step-ca` with the chart's default names. */
  readonly stepCa?: Partial<StepRelease>
  /** How many fake nodes kwok has; 1 unless said. */
  readonly nodes?: number
}

export interface Component {
  readonly name: ComponentName
  readonly groups: readonly GroupName[]
  /** Installed after these, where a bed is to hold them too. */
  readonly after: readonly ComponentName[]
  /** May be called again on the same bed, with other options. */
  install(bed: Bed, options: ComponentOptions): Promise<void>
}
