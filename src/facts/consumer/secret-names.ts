import {known, type Reading, unknown, valueOr} from '../../core/knowing.ts'
import {texts} from '../../core/kube/object.ts'
import {type ObjectRef, ref} from '../../core/kube/ref.ts'
import {RefMap} from '../../core/kube/ref-map.ts'
import {dataEntry} from '../../core/kube/secret.ts'
import type {Fact, View} from '../../core/kube/view.ts'
import type {Certificate as X509} from '../../core/x509/certificate.ts'
import {hostNames, matchesHost, namesMatchHost} from '../../core/x509/name/hostname.ts'
import {type Certificate, certificates} from '../certificate/certificates.ts'
import {sharedSecrets} from '../certificate/shared-secrets.ts'
import {type TlsSecret, tlsSecrets} from '../certificate/tls-secrets.ts'

/** The hosts that the certificate of a Secret is for, or will be for. */
export interface SecretNames {
  /** `issued`: read from its certificate; `asked`: from the Certificates that make it, where there is no Secret to be read. */
  readonly by: 'issued' | 'asked'
  readonly names: readonly string[]
  /** The Certificate that makes it, where one does. */
  readonly certificate?: Certificate
  /** Whether it is valid for a host, as Go's `VerifyHostname` says. */
  covers(host: string): boolean
  /** Whether the Certificate that makes it asks for a host. */
  asksFor(host: string): boolean
}

export interface NamesOfSecrets {
  /** Null where the Secret has no certificate that could be read, or where there is neither Secret nor Certificate. */
  of(secret: ObjectRef): Reading<SecretNames | null>
}

export const namesOfSecrets: Fact<NamesOfSecrets> = {
  name: 'names of Secrets',
  of: [],
  reads: [...new Set([...tlsSecrets.of, ...tlsSecrets.reads, ...sharedSecrets.reads])],
  derive: view => {
    const stored = new RefMap<TlsSecret>()
    for (const secret of valueOr(view.fact(tlsSecrets), [])) stored.set(secret.object.ref, secret)
    const makers = makersOf(view)
    return known({
      of: target => {
        const made = makers.get(target) ?? []
        const secret = stored.get(target)
        const [leaf] = secret?.chain ?? []
        return leaf === undefined ? unread(view, target, made) : known(issued(leaf, made))
      },
    })
  },
}

/** A repository may hold one Certificate several times, once for each cluster. */
const makersOf = (view: View): RefMap<Certificate[]> => {
  const losers = new Set(valueOr(view.fact(sharedSecrets), []).map(({certificate}) => certificate))
  const makers = new RefMap<Certificate[]>()
  for (const certificate of valueOr(view.fact(certificates), [])) {
    if (losers.has(certificate)) continue
    const {namespace, secretName} = certificate
    makers.ensure(ref('core/secrets', namespace, secretName), () => []).push(certificate)
  }
  return makers
}

const asked = (made: readonly Certificate[]): readonly string[] => [
  ...new Set(made.flatMap(({dnsNames, object: {body}}) => [...dnsNames, ...texts(body, 'spec', 'ipAddresses')])),
]

const issued = (leaf: X509, made: readonly Certificate[]): SecretNames => {
  const wanted = asked(made)
  return {
    by: 'issued',
    names: hostNames(leaf),
    covers: host => matchesHost(leaf, host),
    asksFor: host => namesMatchHost(wanted, host),
    ...certificateIn(made),
  }
}

const unread = (view: View, target: ObjectRef, made: readonly Certificate[]): Reading<SecretNames | null> => {
  const secret = view.find(target)
  if (secret.known && secret.value !== null) {
    return dataEntry(secret.value, 'tls.crt')?.hidden === undefined ? known(null) : HIDDEN
  }
  if (made.length === 0) return secret.known ? known(null) : secret
  const wanted = asked(made)
  const asksFor = (host: string) => namesMatchHost(wanted, host)
  return known({by: 'asked', names: wanted, covers: asksFor, asksFor, ...certificateIn(made)})
}

const HIDDEN = unknown('unreadable', 'the certificate in the Secret is encrypted, or filled in later')

const certificateIn = ([certificate]: readonly Certificate[]): Pick<SecretNames, 'certificate'> =>
  certificate === undefined ? {} : {certificate}
