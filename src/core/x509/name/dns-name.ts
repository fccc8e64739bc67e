import {parseIp} from './ip.ts'

/**
 * Why a text is no name that clients would find in a certificate. `blank` empty or with white space · `ascii` it cannot be
 * encoded · `address` belongs among the iPAddress names · `url` has a scheme, a port or a path · `wildcard` a star that is not
 * the whole first label, or without a name behind it · `syntax` anything else.
 */
export type DnsNameProblem = 'blank' | 'ascii' | 'address' | 'url' | 'wildcard' | 'syntax'

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/
const LONGEST = 253

/** Null for a name that Go's `VerifyHostname` would match with a host; underscores are let pass as it does. */
export const dnsNameProblem = (name: string): DnsNameProblem | null => {
  if (name === '' || /\s/.test(name)) return 'blank'
  if (/[^\x21-\x7e]/.test(name)) return 'ascii'
  if (parseIp(name) !== undefined) return 'address'
  if (/[/:]/.test(name)) return 'url'
  const [first, ...labels] = name.split('.')
  if (name.slice(1).includes('*') || (first?.includes('*') && (first !== '*' || labels.length === 0))) return 'wildcard'
  const all = first === '*' ? labels : [first ?? '', ...labels]
  return name.length <= LONGEST && all.every(label => LABEL.test(label)) ? null : 'syntax'
}
