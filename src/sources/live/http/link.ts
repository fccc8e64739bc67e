import type {Identity} from '../credentials/identity.ts'
import type {Access} from '../kubeconfig/access.ts'
import type {LiveOptions} from '../options.ts'
import {type Dialer, dialer} from './dial.ts'
import {explainUntrusted} from './explain-untrusted.ts'
import {openWire} from './open-wire.ts'
import {Slots} from './turnstile.ts'
import type {Wire} from './wire.ts'

/** Connections to the API server with the credentials that go over them. */
export interface Link {
  readonly identity: Identity
  readonly wire: Wire
  readonly slots: Slots
}

export interface LinkOptions {
  readonly access: Access
  readonly options: LiveOptions
  readonly signal?: AbortSignal | undefined
}

const REQUEST_TIMEOUT_SECONDS = 30

/** The same link with other credentials. Connections are kept unless the client certificate is another. */
export const changeIdentity = (old: Link, link: LinkOptions, identity: Identity): Promise<Link> => {
  if (identity.pair?.cert === old.identity.pair?.cert) return Promise.resolve({...old, identity})
  old.wire.close()
  return openLink(link, identity)
}

/** Connects with credentials that are there already. @throws ConnectionFailure */
export const openLink = async ({access, options, signal}: LinkOptions, identity: Identity): Promise<Link> => {
  const silenceMs = (options.requestTimeoutSeconds ?? REQUEST_TIMEOUT_SECONDS) * 1000
  const dial: Dialer = dialer(access, identity.pair, {silenceMs, signal})
  const wire = await openWire(dial).catch(error => explainUntrusted(error, access))
  return {identity, wire, slots: new Slots(wire.concurrency)}
}
