import type {Bed} from '../../bed/bed.ts'
import type {BedOptions} from '../../bed/start-bed.ts'
import {helmReleaseCrd} from '../../example/flux-crd.ts'

export interface BedPlan {
  readonly options: BedOptions
  /** Once, when the bed is up. */
  readonly prepare?: (bed: Bed) => Promise<unknown>
}

const withFlux = async (bed: Bed): Promise<void> => {
  await bed.apply(helmReleaseCrd())
  await bed.kubectl(['wait', '--for=condition=Established', 'crd/helmreleases.helm.toolkit.fluxcd.io'])
}

/** The beds that states share, by the name that their `expected.yaml` gives under `bed`. */
export const beds = {
  /** Everything, and cert-manager approves by itself. Releases of Flux can be stored, and nothing reconciles them. */
  builtin: {
    options: {with: ['cert-manager', 'trust-manager', 'step', 'pebble', 'kwok'], approver: 'builtin'},
    prepare: withFlux,
  },
  /** Everything, and approver-policy decides by policies. */
  policy: {options: {with: ['cert-manager', 'approver-policy', 'trust-manager', 'step', 'kwok'], approver: 'policy'}},
  /** cert-manager alone, on nodes that let its Deployments be available. */
  alone: {options: {with: ['cert-manager', 'kwok'], approver: 'builtin'}},
  /** Kubernetes and nothing else. */
  bare: {options: {}},
} as const satisfies Readonly<Record<string, BedPlan>>

export type BedName = keyof typeof beds
