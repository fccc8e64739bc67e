import {renewSteps} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {valueOr} from '../../core/knowing.ts'
import {createdAt} from '../../core/kube/condition.ts'
import {type DataEntry, dataEntry, dataPath} from '../../core/kube/secret.ts'
import {type TlsSecret, tlsSecrets} from '../../facts/certificate/tls-secrets.ts'
import {secretUsers} from '../../facts/consumer/secret-users.ts'

/** Who makes a Secret before he has what belongs into it, fills it soon. */
const PATIENCE = 5 * 60_000

export const secretMalformed = defineRule({
  id: 'PKI115',
  name: 'certificate/secret-malformed',
  severity: 'error',
  since: '0.1.0',
  title: 'TLS Secret holds no usable certificate and key',
  why: 'The API server takes any text for tls.crt and tls.key. Servers that load such a pair do not start, or go on with the one they had. cert-manager heals tls.crt and tls.key of its own Secrets within a second, but never ca.crt.',
  remediation: ['Put a certificate and its private key into it, both as PEM, the key not encrypted.'],
  messages: {
    empty: '{keys} empty',
    certificateless: 'tls.crt holds no certificate that a server can read: {detail}',
    keyless: 'tls.key holds no private key that a server can read: {detail}',
    swapped: 'tls.crt holds the private key and tls.key the certificate',
    authority: 'ca.crt holds no certificate: {detail}',
  },
  breaks: ['issuer', 'source'],
  waitsFor: 'issuance',
  disprovedBy: ['cert-manager.io/certificates'],
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 encryptedKey web}}"}`,
    good: `
apiVersion: v1
kind: Secret
metadata: {name: web-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: "{{base64 cert web}}", tls.key: "{{base64 key web}}"}`,
  },

  each: tlsSecrets,
  needs: {users: secretUsers},
  *check(secret, {users}, {now}) {
    const {object: at, chain, keys, authorities, maker} = secret
    const certificate = valueOr(maker, null)
    if (certificate !== null && (certificate.ready?.status !== 'True' || certificate.issuing?.status === 'True')) return
    const more: {remedy?: readonly Remedy[]} = certificate === null ? {} : {remedy: renewSteps(certificate.object.ref)}
    const [crt, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map(name => dataEntry(at, name))
    const empty = [crt, key].flatMap((entry, i) => (isEmpty(entry) ? [i === 0 ? 'tls.crt' : 'tls.key'] : []))
    if (empty.length > 0) {
      const isNew = now.getTime() - (createdAt(at) ?? now.getTime()) < PATIENCE
      const data = {keys: `${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'}`}
      const isUnused = users.of(at.ref).length === 0 && certificate === null
      const rest = {...more, ...(isUnused && {severity: 'warning' as const})}
      if (!isNew) yield {at, path: dataPath(at, empty[0] ?? ''), problem: 'empty', data, ...rest}
    } else if (crt?.keys !== undefined && chain.length === 0 && key?.pem !== undefined) {
      yield {at, path: dataPath(at, 'tls.crt'), problem: 'swapped', ...more}
    } else {
      const detail = unreadable(secret, crt)
      if (detail !== null)
        yield {at, path: dataPath(at, 'tls.crt'), problem: 'certificateless', data: {detail}, ...more}
      const locked = keys.some(each => 'hash' in each) || isHidden(key) ? null : keyDetail(key)
      if (locked !== null)
        yield {at, path: dataPath(at, 'tls.key'), problem: 'keyless', data: {detail: locked}, ...more}
    }
    if (ca !== undefined && !isEmpty(ca) && !isHidden(ca) && authorities.length === 0) {
      yield {at, path: dataPath(at, 'ca.crt'), problem: 'authority', data: {detail: detailOf(ca)}, ...more}
    }
  },
})

const isEmpty = (entry: DataEntry | undefined): boolean => entry === undefined || entry.empty === true
const isHidden = (entry: DataEntry | undefined): boolean => entry?.hidden !== undefined
const detailOf = (entry: DataEntry | undefined): string => entry?.problems?.[0]?.detail ?? 'it is not PEM'

const keyDetail = (entry: DataEntry | undefined): string =>
  (entry?.keys ?? []).some(key => 'unreadable' in key && key.unreadable === 'encrypted')
    ? 'it is encrypted'
    : detailOf(entry)

/** Servers stop where the first certificate cannot be read, whatever follows. */
const unreadable = ({chain, problems}: TlsSecret, crt: DataEntry | undefined): string | null => {
  if (isHidden(crt)) return null
  if (chain.length === 0) return problems[0]?.detail ?? 'it is not PEM'
  return problems.find(({line, detail}) => line === 1 && detail.startsWith('CERTIFICATE'))?.detail ?? null
}
