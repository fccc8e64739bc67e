import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {authenticate} from '../../../../src/sources/live/credentials/authenticate.ts'
import type {Identity} from '../../../../src/sources/live/credentials/identity.ts'
import type {Access, Impersonation, UserAccess} from '../../../../src/sources/live/kubeconfig/access.ts'
import {configMaps, fakeOf, namesOf, rejection, sourceFor, stopFakes} from '../live-fake.ts'
import {temporaryFolder} from '../temporary-folder.ts'

const NOBODY: Impersonation = {groups: [], extra: {}}

const accessOf = (user: Partial<UserAccess>): Access => ({
  label: 'x (live)',
  server: new URL('https://api.example'),
  namespace: 'default',
  trust: {insecure: false},
  compression: true,
  cluster: {insecure: false, disableCompression: false},
  user: {title: 'user u of config', impersonate: NOBODY, ...user},
})

const identityOf = (user: Partial<UserAccess>): Promise<Identity> =>
  authenticate(accessOf(user), {secrets: true, environment: {}})

const jwt = (expires: number): string =>
  ['{"alg":"none"}', JSON.stringify({exp: expires}), 'signature']
    .map(part => Buffer.from(part).toString('base64url'))
    .join('.')

describe('authenticate', () => {
  const folder = temporaryFolder()
  afterEach(stopFakes)

  it('uses a token, a file before that, a user with a password, or nothing', async () => {
    const tokenFile = join(folder(), 'token')
    writeFileSync(tokenFile, ' from-file\n')
    expect((await identityOf({token: 'abc'})).headers).to.deep.equal({authorization: 'Bearer abc'})
    expect((await identityOf({token: 'abc', tokenFile})).headers).to.deep.equal({authorization: 'Bearer from-file'})
    expect((await identityOf({token: 'abc', tokenFile: '/gone'})).headers).to.deep.equal({authorization: 'Bearer abc'})
    const basic = Buffer.from('jane:p:w').toString('base64')
    expect((await identityOf({basic: {username: 'jane', password: 'p:w'}})).headers.authorization).to.equal(
      `Basic ${basic}`,
    )
    expect(await identityOf({})).to.deep.equal({headers: {}, pair: null, renewable: false})
  })

  it('names a token file that cannot be read, and a token that is none', async () => {
    expect((await rejection(identityOf({tokenFile: '/gone'}))).message).to.equal(
      'the token file /gone cannot be read (ENOENT)',
    )
    const broken = await rejection(identityOf({token: 'two\nlines'}))
    expect(broken.message).to.equal('the token of user u of config has characters that no token has')
  })

  it('acts as somebody else, in the bytes that Go sends', async () => {
    const impersonate = {
      user: 'Jürgen',
      uid: '7',
      groups: ['a b', 'c'],
      extra: {'Example.org/Scope 100%': ['x', 'y'], none: []},
    }
    expect((await identityOf({impersonate})).headers).to.deep.equal({
      'impersonate-user': Buffer.from('Jürgen').toString('latin1'),
      'impersonate-uid': '7',
      'impersonate-group': ['a b', 'c'],
      'impersonate-extra-example.org%2fscope%20100%25': ['x', 'y'],
    })
    const broken = await rejection(identityOf({impersonate: {...NOBODY, user: 'a\r\nx: y'}}))
    expect(broken.code).to.equal('E_USAGE')
  })

  it('takes the token of OIDC while it is valid', async () => {
    const token = jwt(Math.floor(Date.now() / 1000) + 600)
    const authProvider = {
      name: 'oidc',
      config: {'id-token': token, 'client-id': 'x', 'idp-issuer-url': 'https://idp.invalid'},
    }
    expect((await identityOf({authProvider})).headers).to.deep.equal({authorization: `Bearer ${token}`})
  }).timeout(30_000)

  it('says that a token of OIDC has expired and cannot be renewed', async () => {
    const authProvider = {name: 'oidc', config: {'id-token': jwt(1000), 'client-secret': 'SECRET'}}
    const error = await rejection(identityOf({authProvider}))
    expect(error).to.include({code: 'E_CREDENTIALS', exit: 3})
    expect(error.message).to.equal('the auth provider oidc of user u of config has no valid token and cannot renew it')
    const unreachable = {
      ...authProvider.config,
      'client-id': 'x',
      'refresh-token': 'SECRET',
      'idp-issuer-url': 'https://127.0.0.1:1',
    }
    const failed = await rejection(identityOf({authProvider: {name: 'oidc', config: unreachable}}))
    expect(failed.message)
      .to.match(/^the auth provider oidc of user u of config gave no token/)
      .and.not.contain('SECRET')
  }).timeout(30_000)

  it('reads a token file again when its token was refused between two pages', async () => {
    const fake = await fakeOf()
    fake.store.apply(...configMaps(30))
    await fake.user({name: 'old', clusterWide: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]})
    const tokenFile = join(folder(), 'rotating')
    writeFileSync(tokenFile, 'old')
    const kubeconfig = join(folder(), 'config')
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'x',
        contexts: [{name: 'x', context: {cluster: 'c', user: 'u'}}],
        clusters: [{name: 'c', cluster: {server: fake.url}}],
        users: [{name: 'u', user: {tokenFile: 'rotating'}}],
      }),
    )
    const onProgress = (): void => {
      fake.forget('old')
      writeFileSync(tokenFile, 'admin')
    }
    const snapshot = await sourceFor(kubeconfig, {pageSize: 10}).read({kinds: ['core/configmaps']}, {onProgress})
    expect(namesOf(snapshot, 'core/configmaps')).to.have.length(30)
  })

  it('is refused once and for all where there is nothing to renew', async () => {
    const fake = await fakeOf()
    const error = await rejection(sourceFor(await fake.kubeconfig('unknown')).read({kinds: []}))
    expect(error).to.include({code: 'E_UNAUTHORIZED', exit: 3})
    expect(error.message).to.match(/^the API server at 127\.0\.0\.1:\d+ refused the credentials of user unknown of /)
  })

  it('asks without credentials where there are none', async () => {
    const fake = await fakeOf()
    const snapshot = await sourceFor(await fake.kubeconfig('')).read({kinds: ['core/secrets']})
    const because = {reason: 'forbidden', detail: 'you may not list secrets'}
    expect(snapshot.coverage).to.deep.equal([{kind: 'core/secrets', world: 'none', because}])
    expect(fake.requests.every(({headers}) => headers.authorization === undefined)).to.equal(true)
  })
})
