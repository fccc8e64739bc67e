import {BlockList, isIP, isIPv6} from 'node:net'
import {PkiError} from '../../../core/errors.ts'
import type {Environment} from '../options.ts'

export interface ProxyQuestion {
  readonly server: URL
  /** `proxy-url` of the kubeconfig. */
  readonly written: string | undefined
  /** Names the cluster in errors. */
  readonly title: string
  readonly environment: Environment
}

const SCHEMES = new Set(['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:'])

/**
 * The proxy between us and the API server: `proxy-url`, else what Go reads in the environment
 * (golang.org/x/net/http/httpproxy). Null for none.
 */
export const chooseProxy = ({server, written, title, environment}: ProxyQuestion): URL | null => {
  if (written !== undefined && written !== '') return parse(written, `the proxy-url of ${title}`)
  const names = server.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const name = names.find(each => environment[each])
  if (name === undefined || bypassesProxy(server, environment.NO_PROXY || environment.no_proxy || '')) return null
  const value = environment[name] ?? ''
  return parse(value.includes('://') ? value : `http://${value}`, name)
}

const parse = (value: string, title: string): URL => {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url !== null && url.hostname !== '' && SCHEMES.has(url.protocol)) return url
  throw new PkiError('E_KUBECONFIG_INVALID', `${title} is not the address of an http, https or socks5 proxy`)
}

/** Go's reading of NO_PROXY: names with all below them, addresses, networks, each with or without a port; and never loopback. */
export const bypassesProxy = (server: URL, noProxy: string): boolean => {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || isLoopback(host)) return true
  const port = server.port || (server.protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(',')
    .map(each => each.trim().toLowerCase())
    .some(each => each === '*' || inNetwork(each, host) || matches(each, host, port))
}

const isLoopback = (host: string): boolean => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const inNetwork = (pattern: string, host: string): boolean => {
  const [network = '', bits = ''] = pattern.split('/')
  if (isIP(network) === 0 || isIP(host) === 0 || !/^\d+$/.test(bits)) return false
  const family = isIPv6(network) ? 'ipv6' : 'ipv4'
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')
}

const matches = (pattern: string, host: string, port: string): boolean => {
  if (isIP(pattern) !== 0) return isSameAddress(pattern, host)
  const [, bracketed, bare, ownPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(pattern) ?? []
  const name = bracketed ?? bare ?? ''
  if (name === '' || (ownPort !== undefined && ownPort !== port)) return false
  if (isIP(name) !== 0) return isSameAddress(name, host)
  const suffix = name.replace(/^\*(?=\.)/, '')
  if (suffix.startsWith('.')) return host.endsWith(suffix)
  return host === suffix || host.endsWith(`.${suffix}`)
}

/** However the two are written. */
const isSameAddress = (one: string, other: string): boolean => {
  if (isIP(other) === 0) return false
  const list = new BlockList()
  list.addAddress(one, isIPv6(one) ? 'ipv6' : 'ipv4')
  return list.check(other, isIPv6(other) ? 'ipv6' : 'ipv4')
}
