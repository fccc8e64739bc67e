import {mkdirSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {expect} from 'chai'
import {stringify} from 'yaml'
import type {Access} from '../../../../src/sources/live/kubeconfig/access.ts'
import {resolveAccess} from '../../../../src/sources/live/kubeconfig/resolve-access.ts'
import {makePki} from '../../../fixtures/make-pki.ts'
import {rejection, type TestOptions} from '../live-fake.ts'
import {temporaryFolder} from '../temporary-folder.ts'

const pki = makePki({now: new Date(), seed: 'kubeconfig'})
const ca = pki.ca('cluster-ca')
const otherCa = pki.ca('other-ca')
const alice = ca.leaf('alice')
const bob = ca.leaf('bob')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const resolve = (options: TestOptions): Promise<Access> => resolveAccess({secrets: true, environment: {}, ...options})

describe('resolveAccess', () => {
  const folder = temporaryFolder()
  const write = (name: string, content: object | string): string => {
    const path = join(folder(), name)
    mkdirSync(join(path, '..'), {recursive: true})
    writeFileSync(path, typeof content === 'string' ? content : stringify(content))
    return path
  }

  const config = (cluster: object = {}, user: object = {}, context: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod',
    contexts: [{name: 'prod', context: {cluster: 'c', user: 'u', ...context}}],
    clusters: [{name: 'c', cluster: {server: 'https://api.example:6443', ...cluster}}],
    users: [{name: 'u', user}],
  })

  it('finds server, namespace and token', async () => {
    const kubeconfig = write('plain', config({}, {token: 'abc'}, {namespace: 'shop'}))
    const access = await resolve({kubeconfig})
    expect(access.label).to.equal('prod (live)')
    expect(access.server.href).to.equal('https://api.example:6443/')
    expect(access.namespace).to.equal('shop')
    expect(access.user).to.deep.include({token: 'abc', title: `user u of ${kubeconfig}`})
    expect(access.compression).to.equal(true)
  })

  it('keeps the path of a server behind a gateway', async () => {
    const access = await resolve({
      kubeconfig: write('path', config({server: 'https://rancher.example/k8s/clusters/c-1/'})),
    })
    expect(access.server.pathname).to.equal('/k8s/clusters/c-1')
  })

  it('reads a server without a scheme as client-go does', async () => {
    const plain = await resolve({kubeconfig: write('bare', config({server: '127.0.0.1:8080'}))})
    expect(plain.server.protocol).to.equal('http:')
    const secure = await resolve({
      kubeconfig: write('bare2', config({server: 'a:6443', 'insecure-skip-tls-verify': true})),
    })
    expect(secure.server.href).to.equal('https://a:6443/')
  })

  it('reads files named relative to the kubeconfig', async () => {
    write('files/pki/ca.crt', ca.pem)
    write('files/pki/alice.crt', alice.chainPem)
    write('files/pki/alice.key', alice.keyPem)
    write('files/token', ' from a file\n')
    const user = {'client-certificate': 'pki/alice.crt', 'client-key': 'pki/alice.key', tokenFile: 'token'}
    const access = await resolve({
      kubeconfig: write('files/config', config({'certificate-authority': 'pki/ca.crt'}, user)),
    })
    expect(access.trust.ca).to.equal(ca.pem)
    expect(access.user).to.include({cert: alice.chainPem, key: alice.keyPem, tokenFile: join(folder(), 'files/token')})
  })

  it('takes data before files', async () => {
    const cluster = {'certificate-authority-data': base64(ca.pem), 'certificate-authority': '/nowhere'}
    expect((await resolve({kubeconfig: write('data', config(cluster))})).trust.ca).to.equal(ca.pem)
  })

  it('merges the files of KUBECONFIG: the first that names a thing wins, absent files are left out', async () => {
    const first = write('first', {...config({}, {token: 'one'}), 'current-context': ''})
    const second = write('second', {
      ...config({server: 'https://second.example'}, {token: 'two'}),
      'current-context': 'extra',
      contexts: [{name: 'extra', context: {cluster: 'c', user: 'more'}}],
      users: [
        {name: 'u', user: {token: 'two'}},
        {name: 'more', user: {token: 'three'}},
      ],
    })
    const KUBECONFIG = ['', join(folder(), 'absent'), first, second].join(delimiter)
    const access = await resolve({environment: {KUBECONFIG}})
    expect(access.label).to.equal('extra (live)')
    expect(access.server.host).to.equal('api.example:6443')
    expect(access.user.token).to.equal('three')
    expect((await resolve({environment: {KUBECONFIG}, context: 'prod'})).user.token).to.equal('one')
  })

  it('looks into the home directory', async () => {
    write('home/.kube/config', config({}, {token: 'at-home'}))
    const access = await resolve({environment: {HOME: join(folder(), 'home'), USERPROFILE: join(folder(), 'home')}})
    expect(access.user.token).to.equal('at-home')
  })

  describe('with flags', () => {
    const rich = (): string =>
      write('rich', {
        ...config(
          {'certificate-authority-data': base64(ca.pem), 'tls-server-name': 'inner', 'proxy-url': 'http://p:1'},
          {
            token: 'abc',
            username: 'n',
            exec: {apiVersion: 'v1', command: 'x'},
            as: 'kube-as',
            'as-groups': ['kube-group'],
          },
        ),
        'current-context': 'prod',
      })

    it('uses other servers without the name of the old one', async () => {
      const access = await resolve({kubeconfig: rich(), server: 'https://other:1'})
      expect(access.server.host).to.equal('other:1')
      expect(access.trust).to.deep.equal({ca: ca.pem, insecure: false})
      expect((await resolve({kubeconfig: rich()})).trust.serverName).to.equal('inner')
      expect((await resolve({kubeconfig: rich(), tlsServerName: 'x'})).trust.serverName).to.equal('x')
    })

    it('lets a CA or no verification take the place of what was there', async () => {
      const insecure = await resolve({kubeconfig: rich(), insecureSkipTlsVerify: true})
      expect(insecure.trust).to.deep.equal({insecure: true, serverName: 'inner'})
      const file = write('other-ca.crt', otherCa.pem)
      const trusted = await resolve({kubeconfig: rich(), certificateAuthority: file})
      expect(trusted.trust).to.deep.equal({insecure: false, ca: otherCa.pem, serverName: 'inner'})
    })

    it('lets a token take the place of other credentials', async () => {
      const {user} = await resolve({kubeconfig: rich(), token: 'flag'})
      expect(user.token).to.equal('flag')
      expect(user).to.not.have.any.keys('exec', 'basic', 'tokenFile')
      expect((await resolve({kubeconfig: rich()})).user).to.include.keys('exec', 'basic')
    })

    it('acts as somebody else', async () => {
      expect((await resolve({kubeconfig: rich()})).user.impersonate).to.deep.equal({
        user: 'kube-as',
        groups: ['kube-group'],
        extra: {},
      })
      const flags = {as: 'jane', asUid: '7', asGroup: ['a', 'b'], asUserExtra: ['scopes=x', 'scopes=y=z', 'k=']}
      expect((await resolve({kubeconfig: rich(), ...flags})).user.impersonate).to.deep.equal({
        user: 'jane',
        uid: '7',
        groups: ['a', 'b'],
        extra: {scopes: ['x', 'y=z'], k: ['']},
      })
      const alone = await rejection(resolve({kubeconfig: write('me', config()), asGroup: ['a']}))
      expect(alone).to.include({code: 'E_USAGE', exit: 2})
    })

    it('needs no kubeconfig beside --server', async () => {
      const access = await resolve({server: 'https://api.example:6443', token: 'x'})
      expect(access.label).to.equal('api.example:6443 (live)')
      expect(access.user.title).to.equal('what the flags say')
    })

    it('needs no current context beside --cluster and --user', async () => {
      const kubeconfig = write('no-context', {...config({}, {token: 'abc'}), 'current-context': '', contexts: []})
      const access = await resolve({kubeconfig, cluster: 'c', user: 'u'})
      expect([access.server.host, access.user.token]).to.deep.equal(['api.example:6443', 'abc'])
    })
  })

  it('is a pod where there is no kubeconfig', async () => {
    const serviceAccountFolder = join(folder(), 'pod')
    write('pod/token', 'pod-token')
    write('pod/namespace', 'cron\n')
    write('pod/ca.crt', ca.pem)
    const environment = {KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443', HOME: '/nowhere'}
    const access = await resolve({environment, serviceAccountFolder})
    expect(access.server.href).to.equal('https://[fd00::1]/')
    expect(access.label).to.equal('in-cluster (live)')
    expect(access.namespace).to.equal('cron')
    expect(access.trust.ca).to.equal(ca.pem)
    expect(access.user.tokenFile).to.equal(join(serviceAccountFolder, 'token'))
    const outside = await rejection(resolve({environment: {HOME: '/nowhere'}, serviceAccountFolder}))
    expect(outside.code).to.equal('E_KUBECONFIG_MISSING')
  })

  describe('says in one sentence', () => {
    const cases: readonly [what: string, options: () => TestOptions, code: string, message: RegExp][] = [
      [
        'that a named kubeconfig is not there',
        () => ({kubeconfig: '/no/such'}),
        'E_KUBECONFIG_MISSING',
        /^there is no kubeconfig \/no\/such$/,
      ],
      [
        'that no kubeconfig is there',
        () => ({environment: {HOME: '/no'}}),
        'E_KUBECONFIG_MISSING',
        /there is no \/no\/\.kube\/config, and this is not a pod/,
      ],
      [
        'where YAML is broken',
        () => ({kubeconfig: write('e1', 'a: 1\nusers:\n  - {token: SECRET\nb: [')}),
        'E_KUBECONFIG_INVALID',
        /e1: line \d is not valid YAML$/,
      ],
      [
        'that a file is something else',
        () => ({kubeconfig: write('e2', 'just text SECRET')}),
        'E_KUBECONFIG_INVALID',
        /e2: it is not a kubeconfig$/,
      ],
      [
        'that an alias leads nowhere',
        () => ({kubeconfig: write('e3', 'users: *SECRET')}),
        'E_KUBECONFIG_INVALID',
        /e3: /,
      ],
      [
        'that a file is a directory',
        () => ({kubeconfig: folder()}),
        'E_KUBECONFIG_INVALID',
        /cannot be read \(EISDIR\)$/,
      ],
      [
        'that there is no current context',
        () => ({kubeconfig: write('e4', 'kind: Config')}),
        'E_CONTEXT_UNKNOWN',
        /e4 has no current context$/,
      ],
      [
        'that a context is not there',
        () => ({kubeconfig: write('e5', config()), context: 'dev'}),
        'E_CONTEXT_UNKNOWN',
        /^the context dev is not in .*e5$/,
      ],
      [
        'that a cluster is not there',
        () => ({kubeconfig: write('e6', config()), cluster: 'dev'}),
        'E_CONTEXT_UNKNOWN',
        /^there is no cluster dev in /,
      ],
      [
        'that a user is not there',
        () => ({kubeconfig: write('e7', config()), user: 'dev'}),
        'E_CONTEXT_UNKNOWN',
        /^there is no user dev in /,
      ],
      [
        'that a context leads nowhere',
        () => ({kubeconfig: write('e8', config({}, {}, {user: 'gone'}))}),
        'E_KUBECONFIG_INVALID',
        /^context prod of .*e8 names the user gone, which is not there$/,
      ],
      [
        'that a server is none',
        () => ({kubeconfig: write('e9', config({server: 'ftp://x'}))}),
        'E_KUBECONFIG_INVALID',
        /server of cluster c of .* is not an http or https address$/,
      ],
      [
        'that there is no server',
        () => ({kubeconfig: write('e10', config({server: ''}))}),
        'E_KUBECONFIG_INVALID',
        /^cluster c of .* has no server$/,
      ],
      [
        'that a token is not text',
        () => ({kubeconfig: write('e11', config({}, {token: 12_345}))}),
        'E_KUBECONFIG_INVALID',
        /users\[u\]\.token is not text$/,
      ],
      [
        'that data is no base64',
        () => ({kubeconfig: write('e12', config({}, {'client-key-data': 'SECRET!'}))}),
        'E_KUBECONFIG_INVALID',
        /client-key-data is not base64$/,
      ],
      [
        'that a CA holds no certificate',
        () => ({kubeconfig: write('e13', config({'certificate-authority-data': base64('SECRET')}))}),
        'E_KUBECONFIG_INVALID',
        /certificate authority of cluster c of .* holds no certificate$/,
      ],
      [
        'that a CA file is not there',
        () => ({kubeconfig: write('e14', config({'certificate-authority': 'gone.crt'}))}),
        'E_KUBECONFIG_INVALID',
        /\(.*gone\.crt\) cannot be read \(ENOENT\)$/,
      ],
      [
        'that a CA and no verification contradict',
        () => ({
          kubeconfig: write(
            'e15',
            config({'certificate-authority-data': base64(ca.pem), 'insecure-skip-tls-verify': true}),
          ),
        }),
        'E_KUBECONFIG_INVALID',
        /names a certificate authority and says not to verify$/,
      ],
      [
        'that a key has no certificate',
        () => ({kubeconfig: write('e16', config({}, {'client-key-data': base64(alice.keyPem)}))}),
        'E_KUBECONFIG_INVALID',
        /has a client key without a client certificate$/,
      ],
      [
        'that key and certificate differ',
        () => ({
          kubeconfig: write(
            'e17',
            config({}, {'client-certificate-data': base64(alice.pem), 'client-key-data': base64(bob.keyPem)}),
          ),
        }),
        'E_KUBECONFIG_INVALID',
        /does not belong to the client key of user u/,
      ],
      [
        'that a key is none',
        () => ({
          kubeconfig: write(
            'e18',
            config({}, {'client-certificate-data': base64(alice.pem), 'client-key-data': base64('SECRET')}),
          ),
        }),
        'E_KUBECONFIG_INVALID',
        /is not a private key that can be read$/,
      ],
      [
        'that an exec plugin has no command',
        () => ({kubeconfig: write('e19', config({}, {exec: {}}))}),
        'E_KUBECONFIG_INVALID',
        /users\[u\]\.exec names no command$/,
      ],
      [
        'that a proxy is none',
        () => ({kubeconfig: write('e20', config({'proxy-url': 'gopher://SECRET@x'}))}),
        'E_KUBECONFIG_INVALID',
        /proxy-url of cluster c of .* is not the address/,
      ],
    ]
    for (const [what, options, code, message] of cases) {
      it(what, async () => {
        const error = await rejection(resolve(options()))
        expect(error.code).to.equal(code)
        expect(error.message).to.match(message).and.not.contain('SECRET')
        expect(error.message).to.not.contain('\n')
        expect(error.fix).to.not.equal('')
      })
    }
  })
})
