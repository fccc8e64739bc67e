import {PkiError} from '../errors.ts'
import {KINDS, type Kind, type KindInfo, kindInfo} from '../kube/kind.ts'

const WEBHOOKS: readonly Kind[] = [
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
]

/** The kinds that can be looked at, in the order in which help names them. */
export const INSPECTED: readonly Kind[] = [
  'core/secrets',
  'cert-manager.io/certificates',
  'cert-manager.io/certificaterequests',
  'cert-manager.io/issuers',
  'cert-manager.io/clusterissuers',
  'certmanager.step.sm/stepissuers',
  'certmanager.step.sm/stepclusterissuers',
  'trust.cert-manager.io/bundles',
  'core/configmaps',
  'certificates.k8s.io/certificatesigningrequests',
  'core/nodes',
  'networking.k8s.io/ingresses',
  'gateway.networking.k8s.io/gateways',
  ...WEBHOOKS,
  'apiregistration.k8s.io/apiservices',
]

/** `webhook` is no kind of Kubernetes, but what people say. */
const WORDS: Readonly<Record<string, readonly Kind[]>> = {webhook: WEBHOOKS, webhooks: WEBHOOKS}

/**
 * The kinds that a word names, as kubectl takes them: `secret`, `secrets`, `cert`, `Certificate`, `certificates.cert-manager.io`,
 * `certificates.v1.cert-manager.io`. @throws PkiError E_USAGE
 */
export const kindsNamed = (word: string): readonly Kind[] => {
  const [name = '', ...group] = word.toLowerCase().split('.')
  const own = WORDS[word.toLowerCase()]
  if (own !== undefined) return own
  const named = KINDS.filter(info => namesOf(info).includes(name) && isGroup(info, group))
  const kinds = named.map(({kind}) => kind).filter(kind => INSPECTED.includes(kind))
  if (kinds.length > 0) return kinds
  const what = named.length === 0 ? 'is neither a file nor a kind' : 'is a kind without certificates'
  throw new PkiError('E_USAGE', `${JSON.stringify(word)} ${what}`, {fix: `Inspect one of ${INSPECTED_NAMES}.`})
}

const namesOf = ({kind, manifestKind, shortNames}: KindInfo): readonly string[] => [
  manifestKind.toLowerCase(),
  kind.slice(kind.indexOf('/') + 1),
  ...shortNames,
]

/** A group, with a version before it or without. The core group is never written, but for its version. */
const isGroup = ({kind, versions}: KindInfo, written: readonly string[]): boolean => {
  if (written.length === 0) return true
  const [first = '', ...rest] = written
  const group = kind.slice(0, kind.indexOf('/'))
  const isVersion = versions.includes(first)
  return written.join('.') === group || (isVersion && (rest.length === 0 ? group === 'core' : rest.join('.') === group))
}

const INSPECTED_NAMES = [
  ...INSPECTED.filter(kind => !WEBHOOKS.includes(kind)).map(kind => shortest(kindInfo(kind))),
  'webhook',
].join(', ')

/** `csr` for CertificateSigningRequests: what nobody writes out. */
function shortest({manifestKind, shortNames}: KindInfo): string {
  const name = manifestKind.toLowerCase()
  return name.length > 18 ? (shortNames[0] ?? name) : name
}
