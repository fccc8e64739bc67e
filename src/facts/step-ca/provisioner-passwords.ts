import {given} from '../../core/given.ts'
import {known, type Unknown} from '../../core/knowing.ts'
import {timeOf} from '../../core/kube/condition.ts'
import {type KubeObject, text} from '../../core/kube/object.ts'
import type {ObjectRef} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {dataEntry, dataKeys} from '../../core/kube/secret.ts'
import {type Fact, listAll, type View} from '../../core/kube/view.ts'
import {writersOf} from '../certificate/secret-writers.ts'
import {type Issuer, issuers} from '../issuer/issuers.ts'

/** Why a password cannot be the right one: its key is not there, nothing is in it, or a line feed ends it. */
export type PasswordFlaw = 'key' | 'empty' | 'newline'

/** The password of a Step issuer's provisioner. What it is was never read; it is known whether it can be right. */
export interface ProvisionerPassword {
  readonly issuer: Issuer
  readonly target: ObjectRef
  readonly key: string
  readonly flaw?: PasswordFlaw
  /** The keys that the Secret has. */
  readonly keys: readonly string[]
  readonly secret?: KubeObject
  /** step-issuer has taken it once; it keeps the provisioner in memory until the issuer is edited or it starts again. */
  readonly isReady: boolean
  /** The Secret is gone. */
  readonly isGone: boolean
  /** When the password was last written. Epoch milliseconds. */
  readonly written?: number
  /** When step-issuer last tried it, by its events or its status; undefined where events were not read. */
  readonly tried?: number
  /** Why the Secret could not be looked at. */
  readonly unsure?: Unknown
}

/** Of every Step issuer that names a Secret. Not known from manifests alone: nobody commits a password. */
export const provisionerPasswords: Fact<readonly ProvisionerPassword[]> = {
  name: 'passwords of provisioners',
  of: ['certmanager.step.sm/stepissuers', 'certmanager.step.sm/stepclusterissuers'],
  reads: [...new Set([...issuers.of, ...issuers.reads, 'core/secrets' as const, 'core/events' as const])],
  derive: view => {
    const all = view.fact(issuers)
    if (!all.known) return all
    const seen = listAll(view, provisionerPasswords.of)
    if (!seen.known) return seen
    const verified = verifiedAt(view)
    return known(all.value.flatMap(issuer => passwordOf(view, issuer, verified)))
  },
}

const passwordOf = (
  view: View,
  issuer: Issuer,
  verified: RefMap<number> | undefined,
): readonly ProvisionerPassword[] => {
  const used = issuer.secrets.find(({purpose}) => purpose === 'provisioner')
  if (used?.key === undefined) return []
  const {target, key} = used
  const found = view.find(target)
  const isReady = issuer.ready?.status === 'True'
  const tried =
    verified === undefined ? undefined : Math.max(verified.get(issuer.object.ref) ?? 0, issuer.ready?.since ?? 0)
  const rest = {issuer, target, key, isReady, ...given({tried})}
  if (!found.known) {
    const unsure = found.because.reason === 'undeclared' ? undefined : found.because
    return unsure === undefined ? [] : [{...rest, keys: [], isGone: false, unsure}]
  }
  const secret = found.value
  if (secret === null) return [{...rest, keys: [], isGone: true}]
  const more = given({flaw: flawOf(secret, key), written: writtenAt(secret, key)})
  return [{...rest, secret, keys: dataKeys(secret), isGone: false, ...more}]
}

/** step-issuer uses the bytes of the Secret as they are (controllers/password.go). */
const flawOf = (secret: KubeObject, key: string): PasswordFlaw | undefined => {
  const entry = dataEntry(secret, key)
  if (entry === undefined) return 'key'
  if (entry.empty === true) return 'empty'
  return entry.trailingNewline === true ? 'newline' : undefined
}

const writtenAt = (secret: KubeObject, key: string): number | undefined => {
  const times = writersOf(secret).flatMap(({data, time}) => (time !== undefined && data.includes(key) ? [time] : []))
  return times.length === 0 ? undefined : Math.max(...times)
}

const KIND_OF: Readonly<Record<string, ObjectRef['kind']>> = {
  StepIssuer: 'certmanager.step.sm/stepissuers',
  StepClusterIssuer: 'certmanager.step.sm/stepclusterissuers',
}

/** step-issuer says `Verified` each time that it has tried an issuer. */
const verifiedAt = (view: View): RefMap<number> | undefined => {
  const events = view.list('core/events')
  if (!events.known) return undefined
  const found = new RefMap<number>()
  for (const {body} of events.value) {
    const kind = KIND_OF[text(body, 'involvedObject', 'kind') ?? '']
    const name = text(body, 'involvedObject', 'name')
    if (kind === undefined || name === undefined || text(body, 'reason') !== 'Verified') continue
    const namespace = text(body, 'involvedObject', 'namespace')
    const isNamespaced = kind.endsWith('/stepissuers')
    const ref = isNamespaced && namespace !== undefined ? {kind, namespace, name} : {kind, name}
    const time =
      timeOf(text(body, 'series', 'lastObservedTime')) ??
      timeOf(text(body, 'lastTimestamp')) ??
      timeOf(text(body, 'eventTime'))
    if (time !== undefined) found.set(ref, Math.max(time, found.get(ref) ?? 0))
  }
  return found
}
