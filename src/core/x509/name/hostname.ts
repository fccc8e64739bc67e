import type {Certificate} from '../certificate.ts'
import {sameBytes} from '../der/der-values.ts'
import {lowerAscii} from './domain.ts'
import {parseIp, unmapped} from './ip.ts'

/**
 * Whether a certificate is valid for a host, as Go's `VerifyHostname` says. An address (also in brackets) matches
 * iPAddress names only; any other host matches dNSName names, ignoring case, a wildcard standing for exactly one whole
 * leftmost label. A host or pattern that is no valid name matches only when it is exactly equal. The common name never
 * counts.
 */
export const matchesHost = (certificate: Pick<Certificate, 'sans'>, host: string): boolean => {
  const address = parseIp(withoutBrackets(host))
  if (address !== undefined) {
    return certificate.sans.some(({kind, bytes}) => kind === 'iPAddress' && sameBytes(unmapped(bytes), address))
  }
  const name = lowerAscii(host)
  return certificate.sans.some(({kind, value}) => kind === 'dNSName' && matchesPattern(value, name))
}

/**
 * Whether a certificate for these names would be valid for a host, by the same rules; for names that stand in a
 * configuration and not in a certificate yet. Those that are addresses count as addresses (also in brackets).
 */
export const namesMatchHost = (names: readonly string[], host: string): boolean => {
  const address = parseIp(withoutBrackets(host))
  if (address !== undefined) {
    return names.some(name => {
      const other = parseIp(withoutBrackets(name))
      return other !== undefined && sameBytes(other, address)
    })
  }
  const wanted = lowerAscii(host)
  return names.some(name => parseIp(name) === undefined && matchesPattern(name, wanted))
}

const withoutBrackets = (host: string): string =>
  host.length >= 3 && host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host

/** `name` is in lower case already. */
const matchesPattern = (pattern: string, name: string): boolean => {
  const lower = lowerAscii(pattern)
  if (lower === name) return name !== '' && name !== '.'
  if (!isHostname(name.endsWith('.') ? name.slice(0, -1) : name, false) || !isHostname(lower, true)) return false
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.')
  const patternLabels = lower.split('.')
  return (
    labels.length === patternLabels.length &&
    patternLabels.every((label, i) => label === labels[i] || (i === 0 && label === '*'))
  )
}

/** RFC 6125 §2.2 with Go's leniency: underscores anywhere, a hyphen anywhere but first; `*` alone is no pattern. */
const isHostname = (name: string, isPattern: boolean): boolean => {
  if (name === '' || name === '*') return false
  return name
    .split('.')
    .every((label, i) => /^[a-z0-9_][a-z0-9_-]*$/.test(label) || (isPattern && i === 0 && label === '*'))
}

/** What a certificate is valid for: its dNSName and iPAddress names, addresses in canonical form. */
export const hostNames = (certificate: Certificate): readonly string[] =>
  certificate.sans.filter(({kind}) => kind === 'dNSName' || kind === 'iPAddress').map(({value}) => value)
