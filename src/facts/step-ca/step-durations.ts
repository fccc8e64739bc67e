import {parseDuration} from '../../core/duration.ts'
import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {type Json, type KubeObject, text} from '../../core/kube/object.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type CertificateRequest, certificateRequests} from '../certificate/certificate-requests.ts'
import {certificates} from '../certificate/certificates.ts'
import {type IssuerRef, issuerOf, STEP_GROUP} from '../issuer/issuer-ref.ts'
import {type IssuerProvisioner, issuerProvisioners} from './step-provisioners.ts'

/** How long a provisioner of step-ca may sign for, in milliseconds. */
export interface Claims {
  readonly least: number
  readonly most: number
}

/** A Certificate, or a request that was made for none, with a duration, and what its step-ca allows. */
export interface StepDuration {
  readonly object: KubeObject
  readonly duration: number
  readonly link: IssuerProvisioner
  readonly claims?: Claims
  /** What step-ca said to its latest request, where it has refused the duration. */
  readonly refusal?: string
  readonly unsure?: Unknown
}

export const stepDurations: Fact<readonly StepDuration[]> = {
  name: 'durations for step-ca',
  of: ['cert-manager.io/certificates', 'cert-manager.io/certificaterequests'],
  reads: [...new Set([...issuerProvisioners.of, ...issuerProvisioners.reads])],
  derive: view => {
    const all = view.fact(certificates)
    const links = new RefMap<IssuerProvisioner>()
    if (!all.known) return all
    for (const link of valueOr(view.fact(issuerProvisioners), [])) links.set(link.address.issuer.object.ref, link)
    const alone = valueOr(view.fact(certificateRequests), []).filter(
      ({certificateName}) => certificateName === undefined,
    )
    return known([
      ...all.value.flatMap(({object, issuer, namespace, duration, requests}) =>
        stepDuration({object, issuer, namespace, requests: requests.slice(0, 1), ...given({duration})}, links),
      ),
      ...alone.flatMap(request => stepDuration({...request, requests: [request]}, links)),
    ])
  },
}

interface Asking {
  readonly object: KubeObject
  readonly issuer: IssuerRef
  readonly namespace: string
  readonly duration?: number
  /** The latest. */
  readonly requests: readonly CertificateRequest[]
}

const stepDuration = (asking: Asking, links: RefMap<IssuerProvisioner>): readonly StepDuration[] => {
  const {object, issuer, namespace, duration, requests} = asking
  const target = issuer.group === STEP_GROUP ? issuerOf(issuer, namespace) : null
  const link = target === null ? undefined : links.get(target)
  if (link === undefined || duration === undefined) return []
  const {own, authority} = link
  const [request] = requests
  const refusal = request?.ready?.reason === 'Failed' ? refusalIn(request, duration) : undefined
  const claims = own !== undefined && authority.known ? claimsOf(own.claims, authority.value.claims) : undefined
  const isWithin = duration <= BUILT_IN.most && duration >= BUILT_IN.least
  const isProven = request?.ready?.status === 'True' && (request.duration ?? 0) === duration
  const isOpen = !authority.known && !isWithin && !isProven && refusal === undefined
  return [{object, duration, link, ...given({claims, refusal, unsure: isOpen ? authority.because : undefined})}]
}

/** authority/config: what holds where nothing is said. */
const BUILT_IN: Claims = {least: 5 * 60_000, most: 24 * 3_600_000}

/**
 * A provisioner's own claims, else those of the authority, else what is built in. A default of its own that lies outside the
 * bounds moves them (authority/provisioner/claims.go).
 */
const claimsOf = (own: Json | undefined, common: Json | undefined): Claims => {
  const claim = (from: Json | undefined, name: string) => parseDuration(text(from, `${name}TLSCertDuration`))
  const unsaid = claim(own, 'default')
  const least = claim(common, 'min') ?? BUILT_IN.least
  const most = claim(common, 'max') ?? BUILT_IN.most
  return {
    least: claim(own, 'min') ?? Math.min(least, unsaid ?? least),
    most: claim(own, 'max') ?? Math.max(most, unsaid ?? most),
  }
}

const REFUSED =
  /requested duration of (\S+) is (?:more|less) than the authorized (?:maximum|minimum) certificate duration of [0-9hms.]+/

/** With the minute by which step-ca backdates. */
const refusalIn = ({ready}: CertificateRequest, duration: number): string | undefined => {
  const [said, asked] = REFUSED.exec(ready?.message ?? '') ?? []
  const length = parseDuration(asked)
  return length !== undefined && Math.abs(length - duration) <= 61_000 ? said?.replace(/\.$/, '') : undefined
}
