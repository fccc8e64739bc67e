import {given} from '../../core/given.ts'
import {known, type Unknown, valueOr} from '../../core/knowing.ts'
import {annotation, type KubeObject, text} from '../../core/kube/object.ts'
import {ref} from '../../core/kube/ref.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {secretUsers} from '../consumer/secret-users.ts'
import {copierOf} from '../trust/ca-keys.ts'
import {secretMakers} from './secret-makers.ts'
import {type TlsSecret, tlsSecrets} from './tls-secrets.ts'

/** A Secret that cert-manager has made for a Certificate, and into which no Certificate stores any more. */
export interface OrphanSecret {
  readonly secret: TlsSecret
  readonly leaf: X509
  /** The name of the Certificate that it was made for. */
  readonly madeFor: string
  /** The Secret into which that Certificate stores now, where it is still there. */
  readonly movedTo?: string
  readonly users: readonly KubeObject[]
  readonly unsure?: Unknown
}

/** But for copies, which whoever copies them keeps up to date, and for those that something else makes by now. */
export const orphanSecrets: Fact<readonly OrphanSecret[]> = {
  name: 'orphaned Secrets',
  of: tlsSecrets.of,
  reads: [...new Set([...tlsSecrets.reads, ...secretMakers.of, ...secretMakers.reads, ...secretUsers.reads])],
  derive: view => {
    const secrets = view.fact(tlsSecrets)
    if (!secrets.known) return secrets
    const left = secrets.value.filter(secret => isLeft(view, secret))
    if (left.length === 0) return known([])
    const living = new Set(secrets.value.flatMap(secret => (valueOr(secret.maker, null) ? fingerprintOf(secret) : [])))
    return known(
      left
        .filter(secret => fingerprintOf(secret).every(each => !living.has(each)))
        .flatMap(secret => orphan(view, secret)),
    )
  },
}

const madeFor = ({object}: TlsSecret): string => annotation(object, 'cert-manager.io/certificate-name') ?? ''

const fingerprintOf = ({chain: [leaf]}: TlsSecret): readonly string[] => (leaf === undefined ? [] : [leaf.fingerprint])

const isLeft = (view: View, secret: TlsSecret): boolean => {
  const {object, maker} = secret
  const {namespace = '', name} = object.ref
  if (madeFor(secret) === '' || valueOr(maker, null) !== null || copierOf(object) !== undefined) return false
  return (valueOr(view.fact(secretMakers), undefined)?.of(namespace, name).length ?? 0) === 0
}

const orphan = (view: View, secret: TlsSecret): readonly OrphanSecret[] => {
  const {object, chain, maker} = secret
  const [leaf] = chain
  if (leaf === undefined) return []
  const name = madeFor(secret)
  const certificate = valueOr(view.find(ref('cert-manager.io/certificates', object.ref.namespace, name)), null)
  const movedTo = text(certificate?.body, 'spec', 'secretName')
  // Created while it was read, so that no list has it, or on its way out.
  if (movedTo === object.ref.name) return []
  const unsure = maker.known ? valueOr(view.fact(secretMakers), undefined)?.unseen : maker.because
  const users = valueOr(view.fact(secretUsers), undefined)?.of(object.ref) ?? []
  return [{secret, leaf, madeFor: name, users, ...given({movedTo, unsure})}]
}
