import {parseDuration} from '../../core/duration.ts'
import {isFilledLater} from '../../core/kube/filled-later.ts'
import {annotation, type KubeObject} from '../../core/kube/object.ts'

/** An annotation of an Ingress or Gateway that cert-manager cannot read. */
export interface RefusedAnnotation {
  readonly name: string
  readonly value: string
  /** What it takes: `a duration in h, m and s`. */
  readonly wanted: string
  /** What was most likely meant, as cert-manager reads it. */
  readonly meant?: string
}

/**
 * The first annotation that cert-manager refuses, with the whole object: it orders nothing and changes nothing, and tells its
 * log alone. Source: cert-manager pkg/controller/certificate-shim/helper.go (`translateAnnotations`).
 */
export const refusedAnnotation = (object: KubeObject): RefusedAnnotation | undefined => {
  for (const [short, {wanted, takes, meant}] of Object.entries(READERS)) {
    const name = `cert-manager.io/${short}`
    const value = annotation(object, name)
    if (value === undefined || isFilledLater(value) || takes(value, object)) continue
    const likely = meant?.(value)
    return {name, value, wanted, ...(likely !== undefined && {meant: likely})}
  }
  return undefined
}

/** The two annotations that cert-manager does not take beside each other (sync.go `issuerForIngressLike`). */
export const clashingAnnotations = (object: KubeObject): readonly [string, string] | undefined => {
  const [first, ...others] = ['cluster-issuer', 'issuer', 'issuer-group', 'issuer-kind'].map(
    short => `cert-manager.io/${short}`,
  ) as [string, string, string, string]
  if (annotation(object, first) === undefined) return undefined
  const other = others.find(name => annotation(object, name) !== undefined)
  return other === undefined ? undefined : [first, other]
}

interface Reader {
  readonly wanted: string
  readonly takes: (value: string, object: KubeObject) => boolean
  readonly meant?: (value: string) => string | undefined
}

const oneOf = (...values: readonly string[]): Reader => ({
  wanted: `one of ${values.join(', ')}`,
  takes: value => values.includes(value),
  meant: value => values.find(each => each.toLowerCase() === value.toLowerCase()),
})

/** Hours of the units that people write and Go does not know. */
const HOURS: Readonly<Record<string, number>> = {h: 1, d: 24, w: 168, y: 8760}

const inHours = (value: string): string | undefined => {
  const [, count, unit = ''] = /^\s*(\d{1,6})\s*([hdwy])[a-z]*\s*$/i.exec(value) ?? []
  return count === undefined ? undefined : `${Number(count) * (HOURS[unit.toLowerCase()] ?? 1)}h`
}

const DURATION: Reader = {
  wanted: 'a duration in h, m and s, such as 2160h',
  takes: value => parseDuration(value) !== undefined,
  meant: inHours,
}

const isInteger = (value: string): boolean => /^[+-]?\d{1,9}$/.test(value)

const takesSize = (value: string, object: KubeObject): boolean => {
  const algorithm = annotation(object, 'cert-manager.io/private-key-algorithm') ?? 'RSA'
  const size = Number(value)
  if (!isInteger(value)) return false
  if (algorithm === 'RSA') return size >= 2048 && size <= 8192
  return algorithm !== 'ECDSA' || [256, 384, 521].includes(size)
}

/** Source: cert-manager pkg/api/util/usages.go. */
const USAGES: ReadonlySet<string> = new Set([
  ...['signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment'],
  ...['cert sign', 'crl sign', 'encipher only', 'decipher only', 'any', 'server auth', 'client auth', 'code signing'],
  ...['email protection', 's/mime', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing'],
  ...['microsoft sgc', 'netscape sgc'],
])

const READERS: Readonly<Record<string, Reader>> = {
  duration: DURATION,
  'renew-before': DURATION,
  'renew-before-percentage': {wanted: 'a whole number', takes: isInteger},
  usages: {
    wanted: 'usages with commas between them, such as digital signature,server auth',
    takes: value => value.split(',').every(each => USAGES.has(each.replace(/^ +| +$/g, ''))),
  },
  'revision-history-limit': {wanted: 'a whole number above 0', takes: value => isInteger(value) && Number(value) > 0},
  'private-key-algorithm': oneOf('RSA', 'ECDSA', 'Ed25519'),
  'private-key-encoding': oneOf('PKCS1', 'PKCS8'),
  'private-key-size': {wanted: '2048 to 8192 bits for RSA, 256, 384 or 521 for ECDSA', takes: takesSize},
  'private-key-rotation-policy': oneOf('Never', 'Always'),
}
