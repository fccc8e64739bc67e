import {kubectl, kubectlArgs} from '../core/doctor/remedies.ts'
import type {Remedy} from '../core/doctor/rule.ts'
import type {ObjectRef} from '../core/kube/ref.ts'
import type {Standstill} from '../facts/certificate/issuance-gates.ts'
import type {Obstacle, StuckIssuance} from '../facts/certificate/stuck-issuances.ts'

/** What is said of an issuance that stands still (114). */
export const standstillData = ({issuance, obstacle}: StuckIssuance, {request}: Standstill) => {
  const {certificate, requests, warning} = issuance
  return {
    request: request?.name ?? '',
    said: request?.ready?.message || request?.ready?.reason || 'without a message',
    count: requests?.length ?? 0,
    revision: (certificate.revision ?? 0) + 1,
    why: warning ?? unencodable(certificate.dnsNames) ?? 'the log of cert-manager says why',
    secret: certificate.secretName,
    obstacle: obstacle === undefined ? 'the log of cert-manager says why' : describe(obstacle),
  }
}

/** Such a name fits into no request (IA5String), and up to 1.21 only the log says so. */
const unencodable = (names: readonly string[]): string | undefined => {
  const name = names.find(each => /[^\x20-\x7e]/.test(each))
  return name === undefined ? undefined : `${name} is not ASCII`
}

const describe = ({secret: {name}, is, key}: Obstacle): string =>
  ({
    immutable: 'that is immutable',
    absent: `secret/${name} with the password of its key store does not exist`,
    'without-key': `secret/${name} has no key ${key} with the password of its key store`,
  })[is]

export const standstillRemedy = (stuck: StuckIssuance, {gate, request}: Standstill): readonly Remedy[] => {
  const {issuance, obstacle, controller} = stuck
  if (gate === 'several') {
    return (issuance.requests ?? [])
      .slice(1)
      .map(each => ({say: 'Leave only one request', run: kubectl('delete', each.object.ref)}))
  }
  const own = issuance.certificate.object.ref
  if (gate === 'unstored') return obstacle === undefined ? (readItsLog(own, controller) ?? []) : [outOfTheWay(obstacle)]
  return [{say: 'See what its controllers have said', run: kubectl('describe', request?.object.ref ?? own)}]
}

const outOfTheWay = ({secret, is, key}: Obstacle): Remedy => {
  if (is === 'immutable')
    return {say: 'Delete the Secret: cert-manager makes another, which can change', run: kubectl('delete', secret)}
  const say = `Store the password under ${key} in secret/${secret.name}, namespace ${secret.namespace}`
  return {say: `${say}: cert-manager tries again by itself, at longer and longer intervals`}
}

/** cert-manager says in its log, and nowhere else, what the API server or a policy of admission has refused. */
export const readItsLog = ({namespace, name}: ObjectRef, controller: ObjectRef | undefined) =>
  controller === undefined
    ? undefined
    : [
        {
          say: `Look in the log of cert-manager for what was refused in namespace ${namespace}, for ${name} or its Secret`,
          run: ['kubectl', 'logs', ...kubectlArgs(controller), '--since=30m'],
        },
      ]
