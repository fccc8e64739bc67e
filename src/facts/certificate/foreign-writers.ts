import {known, valueOr} from '../../core/knowing.ts'
import type {KubeObject} from '../../core/kube/object.ts'
import {number} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {renewalInterval} from '../../core/renewal-interval.ts'
import {type Certificate, certificates} from './certificates.ts'
import {secretMakers} from './secret-makers.ts'
import {isCertManager, isRepeated, type SecretWriter, writersOf} from './secret-writers.ts'
import {sharedSecrets} from './shared-secrets.ts'
import {type TlsSecret, tlsSecrets} from './tls-secrets.ts'

/**
 * Somebody who writes into the Secret of a Certificate: `holds` its certificate or key is theirs too · `fights` each of their
 * writes has been answered by a new issuance · `makes` an object that has another controller make this Secret.
 */
export type ForeignWriter =
  | {
      readonly how: 'holds'
      readonly certificate: Certificate
      readonly secret: KubeObject
      readonly manager: string
      readonly keys: readonly string[]
    }
  | {
      readonly how: 'fights'
      readonly certificate: Certificate
      readonly secret: KubeObject
      readonly manager: string
      readonly issued: number
      readonly within: number
    }
  | {readonly how: 'makes'; readonly certificate: Certificate; readonly maker: KubeObject}

/** By the managed fields of Secrets, where there are any, and by the objects that make Secrets. */
export const foreignWriters: Fact<readonly ForeignWriter[]> = {
  name: 'foreign writers',
  of: certificates.of,
  reads: [
    ...new Set([
      ...certificates.reads,
      ...tlsSecrets.of,
      ...tlsSecrets.reads,
      ...secretMakers.of,
      ...secretMakers.reads,
    ]),
  ],
  derive: view => {
    const all = view.fact(certificates)
    if (!all.known) return all
    const makers = valueOr(view.fact(secretMakers), undefined)
    const losers = new Set(valueOr(view.fact(sharedSecrets), []).map(({certificate}) => certificate))
    const made = all.value.flatMap(certificate => {
      const {namespace, secretName} = certificate
      const [other] = makers?.of(namespace, secretName).filter(({how}) => how === 'other') ?? []
      return other === undefined || losers.has(certificate)
        ? []
        : [{how: 'makes', certificate, maker: other.object} as const]
    })
    return known([...made, ...valueOr(view.fact(tlsSecrets), []).flatMap(writerOf)])
  },
}

const OWN_KEYS = ['tls.crt', 'tls.key']

/** What a person has applied once stays theirs: so a backup is put back. */
const PERSON = /^kubectl/

const writerOf = (secret: TlsSecret): readonly ForeignWriter[] => {
  const certificate = valueOr(secret.maker, null)
  if (certificate === null) return []
  const writers = writersOf(secret.object)
  const foreign = writers.filter(writer => !isCertManager(writer) && isRepeated(writer))
  const holder = foreign.find(({manager, data}) => !PERSON.test(manager) && OWN_KEYS.some(key => data.includes(key)))
  const parts = {certificate, secret: secret.object}
  if (holder !== undefined) {
    const keys = OWN_KEYS.filter(key => holder.data.includes(key))
    return [{how: 'holds', ...parts, manager: holder.manager, keys}]
  }
  const own = writers.find(writer => isCertManager(writer) && writer.data.includes('tls.crt'))
  const rival = foreign.find(writer => isAnswered(writer, own))
  const within = (own?.time ?? 0) - (certificate.created ?? 0)
  const issued = certificate.revision ?? 0
  if (rival === undefined || issued <= explained(secret, certificate, within)) return []
  return [{how: 'fights', ...parts, manager: rival.manager, issued, within}]
}

/** cert-manager answers within a second; making a key and asking an issuer may take longer. */
const ANSWER = 60_000

const isAnswered = ({time}: SecretWriter, own: SecretWriter | undefined): boolean =>
  time !== undefined && own?.time !== undefined && own.time >= time && own.time - time <= ANSWER

/** People renew by hand, and a new Certificate may begin twice. */
const BY_THE_WAY = 2

/** How often it has had to be issued: once, for every change of its spec, and whenever it was due. */
const explained = ({chain: [leaf]}: TlsSecret, {object, renewBefore}: Certificate, within: number): number => {
  const lifetime = leaf === undefined ? 0 : leaf.notAfter - leaf.notBefore
  if (lifetime <= 0) return Number.POSITIVE_INFINITY
  const renewBeforePercentage = number(object.body, 'spec', 'renewBeforePercentage')
  const changes = number(object.body, 'metadata', 'generation') ?? 1
  return changes + within / renewalInterval({lifetime, renewBefore, renewBeforePercentage}) + BY_THE_WAY
}
