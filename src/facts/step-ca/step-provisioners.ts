import {given} from '../../core/given.ts'
import {known, type Reading, valueOr} from '../../core/knowing.ts'
import {text} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type CaAddress, caAddresses} from './ca-addresses.ts'
import {type StepAnswer, stepAnswers} from './step-answers.ts'
import {authorityOf, type StepAuthority, type StepProvisioner} from './step-ca-config.ts'

/** A Step issuer and the provisioner of its CA that it means. */
export interface IssuerProvisioner {
  readonly address: CaAddress
  /** What the configuration of its CA says; unknown where that was not seen. */
  readonly authority: Reading<StepAuthority>
  readonly name?: string
  readonly kid?: string
  /** The provisioner with its key id. */
  readonly own?: StepProvisioner
  /** One of its name. */
  readonly namesake?: StepProvisioner
  /** The host of the URL as it is written, which step-ca compares to the letter. */
  readonly host?: string
  /** How its latest request ended. */
  readonly answer?: StepAnswer
}

export const issuerProvisioners: Fact<readonly IssuerProvisioner[]> = {
  name: 'provisioners of issuers',
  of: caAddresses.of,
  reads: [...new Set([...caAddresses.reads, ...stepAnswers.of])],
  derive: view => {
    const all = view.fact(caAddresses)
    if (!all.known) return all
    const answers = valueOr(view.fact(stepAnswers), undefined)
    return known(
      all.value.map(address => {
        const {issuer, ca, url} = address
        const {body} = issuer.object
        const name = text(body, 'spec', 'provisioner', 'name')
        const kid = text(body, 'spec', 'provisioner', 'kid')
        const authority = ca.known ? (ca.value === null ? NOT_SEEN : authorityOf(ca.value.ca)) : ca
        const {provisioners} = valueOr(authority, {provisioners: []})
        return {
          address,
          authority,
          ...given({
            name,
            kid,
            own: provisioners.find(each => each.kid === kid),
            namesake: provisioners.find(each => each.name === name),
            host: hostIn(url),
            answer: answers?.of(issuer),
          }),
        }
      }),
    )
  },
}

const NOT_SEEN: Reading<never> = {
  known: false,
  because: {reason: 'not-collected', detail: 'the CA behind the URL was not seen'},
}

const hostIn = (url: string): string | undefined =>
  /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^:/]+)/i.exec(url)?.[1]?.replace(/^\[|\]$/g, '')
