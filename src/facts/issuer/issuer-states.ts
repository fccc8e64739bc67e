import {known, valueOr} from '../../core/knowing.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import type {Fact} from '../../core/kube/view.ts'
import {components, installationsOf} from '../component/components.ts'
import {soughtSecrets} from './issuer-secrets.ts'
import {type Issuer, issuers} from './issuers.ts'

/** An issuer and what its being ready hangs on. */
export interface IssuerState {
  readonly issuer: Issuer
  /** A Secret that it needs is not there yet, and cert-manager makes it. */
  readonly isSecretOrdered: boolean
  /** The workload of step-issuer, where it is a Step issuer and that was seen. */
  readonly controller?: ObjectRef
}

export const issuerStates: Fact<readonly IssuerState[]> = {
  name: 'states of issuers',
  of: issuers.of,
  reads: [...new Set([...issuers.reads, ...soughtSecrets.of, ...soughtSecrets.reads])],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const ordered = new Set(
      valueOr(view.fact(soughtSecrets), [])
        .filter(({isIssued}) => isIssued)
        .map(({issuer}) => issuer),
    )
    const installed = installationsOf(valueOr(view.fact(components), []), 'step-issuer')
    const controller = installed.find(({from}) => from === 'workload')?.object.ref
    return known(
      all.value.map(issuer => ({
        issuer,
        isSecretOrdered: ordered.has(issuer),
        ...(issuer.type === 'step' && controller !== undefined && {controller}),
      })),
    )
  },
}
