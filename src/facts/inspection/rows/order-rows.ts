import {subjectOf} from '../../../core/doctor/judge.ts'
import type {CertificateRow} from '../../../core/inspect/certificate-row.ts'
import {valueOr} from '../../../core/knowing.ts'
import type {Condition} from '../../../core/kube/condition.ts'
import {ref, refKey} from '../../../core/kube/ref.ts'
import {timeText} from '../../../core/x509/path/reason.ts'
import type {Certificate} from '../../certificate/certificates.ts'
import {standstill} from '../../certificate/issuance-gates.ts'
import {type Issuance, issuances} from '../../certificate/issuances.ts'
import {describeIssuerRef} from '../../issuer/issuer-ref.ts'
import type {InspectionContext} from '../context.ts'
import type {Held} from '../held-certificates.ts'
import {answeredWith} from '../request-draft.ts'
import {labelsOf, rowOfChain} from './row-of-chain.ts'

/**
 * One row for each Certificate: what is stored, else what its latest request was answered with, else what its status says.
 * `held` has what was seen in Secrets, by `refKey`.
 */
export const orderRows = (
  context: InspectionContext,
  held: ReadonlyMap<string, Held>,
  isAsked: (namespace: string) => boolean,
): readonly CertificateRow[] =>
  valueOr(context.view.fact(issuances), [])
    .filter(({certificate: {namespace}}) => isAsked(namespace))
    .map(each => rowOf(context, each, held.get(secretKey(each.certificate))))

/** The Secret that a Certificate is stored in, by `refKey`. */
export const secretKey = ({namespace, secretName}: Certificate): string =>
  refKey(ref('core/secrets', namespace, secretName))

const rowOf = (context: InspectionContext, issuance: Issuance, stored: Held | undefined): CertificateRow => {
  const {certificate: order} = issuance
  const {object, secretName, issuer, ready} = order
  const secret = context.view.find(ref('core/secrets', order.namespace, secretName))
  const isGone = secret.known && secret.value === null
  const seen = stored ?? (isGone ? undefined : asIssued(context, order))
  const chains = seen?.chains.filter(({view: {role}}) => role === 'chain') ?? []
  const chain = chains.find(({view: {at}}) => at === 'tls.crt') ?? chains[0]
  const row = chain === undefined ? undefined : rowOfChain(chain, seen?.keys ?? [], context.now)
  const problem = row?.problem ?? stateOf(issuance, row !== undefined)
  return {
    subject: subjectOf(object),
    store: secretName,
    ...(row ?? asOrdered(order, isGone)),
    issuer: describeIssuerRef(issuer),
    ...(ready !== undefined && {ready: ready.status === 'True'}),
    ...(problem !== undefined && {problem}),
    labels: labelsOf(object),
  }
}

/** The certificate in the answer to the current request: where Secrets are not read. */
const asIssued = (context: InspectionContext, {requests, revision}: Certificate): Held | undefined => {
  const answer = requests.find(each => each.revision === revision && each.ready?.status === 'True')
  return answer === undefined ? undefined : answeredWith(context, answer.object)
}

/** What the order says: its first name, and its end by its status where the Secret was not seen. */
const asOrdered = ({dnsNames, name, isCa, notAfter}: Certificate, isGone: boolean) => ({
  name: dnsNames[0] ?? name,
  isCa,
  ...(notAfter !== undefined && !isGone && {notAfter: timeText(notAfter)}),
})

/** Why there is no certificate, or why the one there is is not what is ordered. */
const stateOf = (issuance: Issuance, hasCertificate: boolean): string | undefined => {
  const {ready, issuing, requests, notAfter} = issuance.certificate
  if (ready?.status === 'True' && hasCertificate) return undefined
  const [request] = requests
  const said =
    request?.decision === 'denied' ? request.denied : request?.ready?.status === 'True' ? ready : request?.ready
  const why = issuing?.status === 'True' ? waitsFor(issuance) : textOf(said ?? ready)
  if (hasCertificate || notAfter !== undefined) return `not ready: ${why}`
  return `no certificate yet: ${why}`
}

const textOf = (said: Condition | undefined): string =>
  said === undefined ? 'nobody has looked at it' : said.message || said.reason

/** What an issuance that is under way stands at. */
const waitsFor = (issuance: Issuance): string => {
  const {gate, request} = standstill(issuance)
  switch (gate) {
    case 'blind':
      return 'it is being issued; requests could not be read'
    case 'unrequested':
      return issuance.warning ?? 'no request was made yet'
    case 'several':
      return 'several requests stand for one revision'
    case 'undecided':
      return `nobody has approved certificaterequest/${request?.name}`
    case 'unsigned':
      return `the issuer has not answered certificaterequest/${request?.name}`
    case 'pending':
    case 'unstored':
    case 'ended':
      return textOf(request?.decision === 'denied' ? request.denied : request?.ready)
  }
}
