import {expect} from 'chai'
import {bypassesProxy, chooseProxy} from '../../../../src/sources/live/http/choose-proxy.ts'

const choose = (server: string, environment: Record<string, string>, written?: string): string | undefined =>
  chooseProxy({server: new URL(server), written, title: 'cluster x', environment})?.href

/** The cases of golang.org/x/net/http/httpproxy (proxy_test.go, UseProxyTests) and some more; `via` means: through the proxy. */
const GO: readonly [noProxy: string, host: string, via: boolean][] = [
  ['', 'localhost', false],
  ['', '127.0.0.1', false],
  ['', '127.0.0.2', false],
  ['', '[::1]', false],
  ['', '[::2]', true],
  ['', '192.168.1.1', true],
  ['foobar.com, .barbaz.net', 'barbaz.net', true],
  ['foobar.com, .barbaz.net', 'www.barbaz.net', false],
  ['foobar.com, .barbaz.net', 'foobar.com', false],
  ['foobar.com, .barbaz.net', 'www.foobar.com', false],
  ['foobar.com, .barbaz.net', 'foofoobar.com', true],
  ['foobar.com, .barbaz.net', 'baz.com', true],
  ['*.example.com', 'example.com', true],
  ['*.example.com', 'a.example.com', false],
  ['192.168.1.1, 192.168.1.2:81, 192.168.1.3:80', '192.168.1.1', false],
  ['192.168.1.2:81', '192.168.1.2', true],
  ['192.168.1.3:443', '192.168.1.3', false],
  ['10.0.0.0/30', '10.0.0.3', false],
  ['10.0.0.0/30', '10.0.0.4', true],
  ['2001:db8::/52', '[2001:db8:0:fff::1]', false],
  ['2001:db8::/52', '[2001:db8:0:1fff::1]', true],
  ['[2001:db8::53]:80', '[2001:db8::53]', true],
  ['2001:db8::52:0:1', '[2001:db8::52:0:1]', false],
  ['2001:db8:0:0:0:52:0:1', '[2001:db8::52:0:1]', false],
  ['2001:db8::52:0:1', '[2001:db8::52:0:2]', true],
  ['[2001:db8::52:0:3]:443', '[2001:db8::52:0:3]', false],
  ['example.com:443', 'example.com', false],
  ['example.com:80', 'example.com', true],
  [':443', 'example.com', true],
  [' EXAMPLE.com ', 'Example.COM', false],
  ['*', 'anything.example', false],
  ['10.0.0.0/99', '10.0.0.1', true],
  ['*.*', 'a.example.com', true],
]

describe('chooseProxy', () => {
  for (const [noProxy, host, via] of GO) {
    it(`goes ${via ? 'through the proxy' : 'straight'} to ${host} with NO_PROXY="${noProxy}"`, () => {
      expect(bypassesProxy(new URL(`https://${host}`), noProxy)).to.equal(!via)
    })
  }

  it('reads the variable that Go reads for the scheme, capitals first', () => {
    expect(choose('https://a.example', {HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:1'})).to.equal('http://p:1/')
    expect(choose('https://a.example', {https_proxy: 'http://q:1'})).to.equal('http://q:1/')
    expect(choose('https://a.example', {HTTP_PROXY: 'http://p:1'})).to.equal(undefined)
    expect(choose('http://a.example', {HTTP_PROXY: 'http://p:1'})).to.equal('http://p:1/')
    expect(choose('https://a.example', {ALL_PROXY: 'http://p:1'})).to.equal(undefined)
  })

  it('takes an address without a scheme', () => {
    expect(choose('https://a.example', {HTTPS_PROXY: 'proxy.example:3128'})).to.equal('http://proxy.example:3128/')
  })

  it('honours no_proxy', () => {
    expect(choose('https://a.example', {HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example'})).to.equal(undefined)
  })

  it('takes proxy-url before all of that, for every host', () => {
    const environment = {HTTPS_PROXY: 'http://p:1', NO_PROXY: '*'}
    expect(choose('https://127.0.0.1', environment, 'socks5://s:1080')).to.equal('socks5://s:1080')
  })

  it('names what is no proxy', () => {
    expect(() => choose('https://a.example', {}, 'ftp://x')).to.throw('the proxy-url of cluster x is not the address')
    expect(() => choose('https://a.example', {HTTPS_PROXY: 'http://'})).to.throw('HTTPS_PROXY is not the address')
  })
})
