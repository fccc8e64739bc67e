import {approverPolicy} from './approver-policy.ts'
import {certManager} from './cert-manager.ts'
import type {Component, ComponentName} from './component.ts'
import {kwok} from './kwok.ts'
import {pebble} from './pebble.ts'
import {stepCa} from './step-ca.ts'
import {stepIssuer} from './step-issuer.ts'
import {trustManager} from './trust-manager.ts'

const step: Component = {
  name: 'step',
  groups: stepIssuer.groups,
  after: ['cert-manager'],
  async install(bed, options) {
    await bed.install('step-ca', options)
    await bed.install('step-issuer', options)
  },
}

/** All components that a bed can hold. */
export const components: Readonly<Record<ComponentName, Component>> = {
  'cert-manager': certManager,
  'approver-policy': approverPolicy,
  'trust-manager': trustManager,
  'step-ca': stepCa,
  'step-issuer': stepIssuer,
  step,
  pebble,
  kwok,
}
