import {isDomain} from './domain.ts'
import {parseIpv6} from './ip.ts'

/**
 * The host (with its port) of a uniformResourceIdentifier, read as Go's `net/url.Parse` reads it, because that decides
 * whether Go takes the certificate. Undefined where Go refuses the URI; empty where it has no host.
 */
export const uriHost = (uri: string): string | undefined => {
  const hash = uri.indexOf('#')
  const fragment = hash === -1 ? '' : uri.slice(hash + 1)
  const whole = hash === -1 ? uri : uri.slice(0, hash)
  if (/[\u0000-\u001f\u007f]/.test(whole) || !isEscaped(fragment)) return undefined
  if (whole === '*') return ''
  const scheme = schemeOf(whole)
  if (scheme === undefined) return undefined
  const [rest = ''] = (scheme === '' ? whole : whole.slice(scheme.length + 1)).split('?', 1)
  if (!rest.startsWith('/')) {
    if (scheme !== '') return ''
    const [segment = ''] = rest.split('/', 1)
    return segment.includes(':') || !isEscaped(rest) ? undefined : ''
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  if (!hasAuthority) return isEscaped(rest) ? '' : undefined
  const slash = rest.indexOf('/', 2)
  if (slash !== -1 && !isEscaped(rest.slice(slash))) return undefined
  return authorityHost(scheme.toLowerCase(), slash === -1 ? rest.slice(2) : rest.slice(2, slash))
}

/** Whether Go takes this as a URI in a subjectAltName (`parseSANExtension`): it parses, and its host is a domain. */
export const isUri = (uri: string): boolean => {
  const host = uriHost(uri)
  return host !== undefined && (host === '' || isDomain(host, false))
}

/** The scheme without its colon; empty where there is none, undefined where the colon comes first. */
const schemeOf = (text: string): string | undefined => {
  const colon = /^[A-Za-z][A-Za-z0-9+\-.]*:/.exec(text)
  if (colon !== null) return colon[0].slice(0, -1)
  return text.startsWith(':') ? undefined : ''
}

/** Every `%` is followed by two hex digits. */
const isEscaped = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text)

const authorityHost = (scheme: string, authority: string): string | undefined => {
  const at = authority.lastIndexOf('@')
  const user = at === -1 ? '' : authority.slice(0, at)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !isEscaped(user)) return undefined
  const host = authority.slice(at + 1)
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) return undefined
  return bracket === 0 ? literalHost(host) : plainHost(scheme, host)
}

const plainHost = (scheme: string, host: string): string | undefined => {
  const strict = scheme === 'http' || scheme === 'https'
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':')
  if (colon !== -1 && !isPort(host.slice(colon))) return undefined
  return unescapeHost(host)
}

const isPort = (text: string): boolean => text === '' || /^:[0-9]*$/.test(text)

/** `[…]` of RFC 3986 §3.2.2: an IPv6 address, perhaps with a zone (RFC 6874). */
const literalHost = (host: string): string | undefined => {
  const end = host.lastIndexOf(']')
  if (end === -1 || !isPort(host.slice(end + 1))) return undefined
  const inner = host.slice(1, end)
  const percent = inner.indexOf('%25')
  const address = unescapeHost(percent === -1 ? inner : inner.slice(0, percent))
  const zone = percent === -1 ? '' : zoneText(inner.slice(percent))
  if (address === undefined || zone === undefined || zone === '%') return undefined
  const [bare = '', ...zones] = `${address}${zone}`.split('%')
  if (parseIpv6(bare) === undefined || !bare.includes(':') || (zones.length > 0 && zones.join('%') === ''))
    return undefined
  return `[${address}${zone}]${host.slice(end + 1)}`
}

/** In a host, only bytes above ASCII and the percent sign itself may be escaped; the rest must be allowed there. */
const unescapeHost = (host: string): string | undefined => {
  if (!isEscaped(host) || /%(?!25)[0-7]/.test(host)) return undefined
  if (!isHostText(host.replace(/%[0-9A-Fa-f]{2}/g, ''))) return undefined
  return decode(host)
}

const zoneText = (zone: string): string | undefined => {
  if (!isEscaped(zone) || !isHostText(zone.replace(/%[0-9A-Fa-f]{2}/g, ''))) return undefined
  const allowed = [...zone.matchAll(/%([0-9A-Fa-f]{2})/g)].every(([whole, digits = '']) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16))
    return whole === '%25' || character === ' ' || HOST_CHARACTER.test(character)
  })
  return allowed ? decode(zone) : undefined
}

const HOST_CHARACTER = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]$/

const isHostText = (text: string): boolean => [...text].every(c => c.charCodeAt(0) >= 0x80 || HOST_CHARACTER.test(c))

/** Escapes as bytes, each one character, so that what is not ASCII stays visible as that. */
const decode = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
