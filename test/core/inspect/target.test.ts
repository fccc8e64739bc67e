import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import {isOutside, objectTargets, parseTargets} from '../../../src/core/inspect/target.ts'

const parse = (...words: readonly string[]) => parseTargets(words, path => path === 'secret' || path === 'web.pem')

const refusal = (...words: readonly string[]): string => {
  try {
    parse(...words)
  } catch (error) {
    if (error instanceof PkiError) return `${error.code} ${error.message}`
    throw error
  }
  return 'taken'
}

const objectsOf = (...words: readonly string[]): readonly string[] =>
  objectTargets(parse(...words)).map(target =>
    target.is === 'object' ? `${target.kinds.join('+')} ${target.name}` : `all ${target.kinds.join('+')}`,
  )

describe('core/inspect/target', () => {
  it('takes kinds as kubectl does: short, plural, with group, with version, in two words', () => {
    const certificate = 'cert-manager.io/certificates web'
    for (const words of [
      ['cert/web'],
      ['certs/web'],
      ['Certificate/web'],
      ['certificates/web'],
      ['certificate.cert-manager.io/web'],
      ['certificates.v1.cert-manager.io/web'],
      ['cert', 'web'],
    ])
      expect(objectsOf(...words), words.join(' ')).to.deep.equal([certificate])
    expect(objectsOf('cr/web-1', 'csr/x')).to.deep.equal([
      'cert-manager.io/certificaterequests web-1',
      'certificates.k8s.io/certificatesigningrequests x',
    ])
  })

  it('takes several names behind one kind, up to what is something of its own', () => {
    expect(objectsOf('ingress', 'a', 'b', 'cm/c')).to.deep.equal([
      'networking.k8s.io/ingresses a',
      'networking.k8s.io/ingresses b',
      'core/configmaps c',
    ])
    expect(objectsOf('issuers')).to.deep.equal(['all cert-manager.io/issuers'])
  })

  it('means both kinds of configurations by a webhook', () => {
    expect(objectsOf('webhook/x')[0]).to.match(/validating.*\+.*mutating.* x$/)
  })

  it('takes an existing file before a kind, and what looks like a path always', () => {
    expect(parse('secret')).to.deep.equal([{is: 'file', word: 'secret', path: 'secret'}])
    expect(parse('web.pem', './cert', '-').map(({is}) => is)).to.deep.equal(['file', 'file', 'file'])
    expect(parse('web.pem', 'cert/web').map(isOutside)).to.deep.equal([true, false])
  })

  it('takes servers with a port and a name for the handshake', () => {
    expect(parse('tls://ca.corp')[0]).to.deep.include({endpoint: {host: 'ca.corp', port: 443}})
    expect(parse('tls://[2001:db8::1]:9000?servername=ca')[0]).to.deep.include({
      endpoint: {host: '2001:db8::1', port: 9000, serverName: 'ca'},
    })
    expect(parse('apiserver', 'kubeconfig', 'talosconfig').map(({is}) => is)).to.deep.equal([
      'apiserver',
      'kubeconfig',
      'talosconfig',
    ])
  })

  it('refuses what is neither, and says what it takes', () => {
    expect(refusal('nonsense')).to.equal('E_USAGE "nonsense" is neither a file nor a kind')
    expect(refusal('deployment/web')).to.equal('E_USAGE "deployment" is a kind without certificates')
    expect(refusal('secret/')).to.equal('E_USAGE "secret/" names no object')
    expect(refusal('secret/a/b')).to.equal('E_USAGE "secret/a/b" names no object')
    expect(refusal('https://ca.corp')).to.equal('E_USAGE "https://ca.corp" is no TLS server')
    expect(refusal('tls://ca.corp/path')).to.match(/^E_USAGE/)
    expect(refusal('tls://ca.corp?sni=x')).to.match(/^E_USAGE/)
  })
})
