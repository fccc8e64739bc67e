import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {makePki} from '../../../fixtures/make-pki.ts'
import type {FakeApiServer} from '../../../support/fake-api-server.ts'
import {configMaps, fakeOf, namesOf, rejection, sourceFor, stopFakes, type TestOptions} from '../live-fake.ts'
import {temporaryFolder} from '../temporary-folder.ts'
import {tlsFake} from '../tls-fake.ts'

const PLAN = {kinds: ['core/configmaps']} as const

describe('exec plugins', function () {
  if (process.platform === 'win32') this.pending = true
  const folder = temporaryFolder()
  afterEach(stopFakes)

  /** A plugin that is a shell script, and a kubeconfig that names it by a path relative to itself. */
  const kubeconfigWith = (fake: FakeApiServer, script: string, exec: object = {}): string => {
    mkdirSync(join(folder(), 'bin'), {recursive: true})
    writeFileSync(join(folder(), 'bin/plugin'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder(), 'bin/plugin'), 0o755)
    const plugin = {apiVersion: 'client.authentication.k8s.io/v1', command: './bin/plugin', ...exec}
    const file = join(folder(), 'config')
    const config = {
      'current-context': 'x',
      contexts: [{name: 'x', context: {cluster: 'c', user: 'u'}}],
      clusters: [
        {
          name: 'c',
          cluster: {
            server: fake.url,
            'insecure-skip-tls-verify': true,
            extensions: [{name: 'client.authentication.k8s.io/exec', extension: {audience: 'a'}}],
          },
        },
      ],
      users: [{name: 'u', user: {exec: plugin}}],
    }
    writeFileSync(file, JSON.stringify(config))
    return file
  }

  const credential = (status: object): string =>
    JSON.stringify({apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status})

  const environment = {PATH: process.env.PATH}

  it('give a token; the path, arguments and environment are those of the kubeconfig', async () => {
    const fake = await fakeOf()
    const script = `echo "$1 $2 $GIVEN $FROM_US" > ${folder()}/said; echo "$KUBERNETES_EXEC_INFO" > ${folder()}/info; echo '${credential({token: 'admin'})}'`
    const kubeconfig = kubeconfigWith(fake, script, {
      args: ['one', 'two words'],
      env: [{name: 'GIVEN', value: 'yes'}],
      provideClusterInfo: true,
    })
    const snapshot = await sourceFor(kubeconfig, {environment: {...environment, FROM_US: 'too'}}).read(PLAN)
    expect(snapshot.coverage[0]?.world).to.equal('closed')
    expect(readFileSync(join(folder(), 'said'), 'utf8')).to.equal('one two words yes too\n')
    expect(JSON.parse(readFileSync(join(folder(), 'info'), 'utf8'))).to.deep.equal({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: {
        interactive: false,
        cluster: {server: fake.url, 'insecure-skip-tls-verify': true, config: {audience: 'a'}},
      },
    })
  })

  it('give a client certificate', async () => {
    const clients = makePki({now: new Date(), seed: 'exec'}).ca('clients')
    const {fake} = await tlsFake({}, {clientCa: clients.pem})
    const leaf = clients.leaf('x', {notAfter: '-1h', notBefore: '-2h'})
    const script = `cat <<'E'\n${credential({clientCertificateData: leaf.chainPem, clientKeyData: leaf.keyPem, token: 'wrong'})}\nE`
    const error = await rejection(sourceFor(kubeconfigWith(fake, script), {environment}).read(PLAN))
    expect(error.message).to.match(/^the client certificate of user u of .* expired on /)
  })

  it('are asked again when the token has expired between two pages', async () => {
    const fake = await fakeOf()
    fake.store.apply(...configMaps(30))
    await fake.user({name: 'first', clusterWide: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]})
    const counter = join(folder(), 'runs')
    const script = `if [ -e ${counter} ]; then echo '${credential({token: 'admin'})}'; else touch ${counter}; echo '${credential({token: 'first'})}'; fi`
    const source = sourceFor(kubeconfigWith(fake, script), {environment, pageSize: 10})
    const snapshot = await source.read(PLAN, {onProgress: () => fake.forget('first')})
    expect(namesOf(snapshot, 'core/configmaps')).to.have.length(30)
    const tokens = fake.requests.map(({headers}) => headers.authorization)
    expect(new Set(tokens)).to.deep.equal(new Set(['Bearer first', 'Bearer admin']))
  })

  it('are asked once, however often the connection fails', async () => {
    const fake = await fakeOf()
    fake.fault = ({path, earlier}) => (path === '/version' || earlier === 0 ? {is: 'drop'} : undefined)
    const counter = join(folder(), 'times')
    const script = `echo x >> ${counter}; echo '${credential({token: 'admin'})}'`
    await sourceFor(kubeconfigWith(fake, script), {environment}).read(PLAN)
    expect(readFileSync(counter, 'utf8')).to.equal('x\n')
  })

  const failure = async (script: string, exec: object = {}, options: TestOptions = {}) => {
    const fake = await fakeOf()
    return rejection(sourceFor(kubeconfigWith(fake, script, exec), {environment, ...options}).read(PLAN))
  }

  it('fail in one sentence, with what they said to people', async () => {
    const loud = await failure('echo SECRET; printf "line one\\n\\033[31mline two %0500d\\n" 7 >&2; exit 3')
    expect(loud).to.include({code: 'E_CREDENTIALS', exit: 3})
    expect(loud.message).to.match(
      /^the plugin .*\/bin\/plugin of user u of .* failed with 3: line one \\u\{1b\}\[31mline two 0+\.\.\.$/,
    )
    expect(loud.message.length).to.be.below(500)
    expect(loud.message).to.not.contain('SECRET')
    expect((await failure('kill -9 $$')).message).to.match(/failed with SIGKILL$/)
  })

  it('that are not there are named, with how to get them', async () => {
    const absent = await failure('', {command: 'no-such-plugin', installHint: 'Install it\nwith brew.'})
    expect(absent.message).to.match(/^the plugin no-such-plugin of user u of .* is not there$/)
    expect(absent.fix).to.equal('Install it with brew.')
  })

  it('that print something else are told apart, and not quoted', async () => {
    for (const junk of [
      'SECRET',
      '{"token":"SECRET"}',
      credential({}),
      '',
      '[]',
      credential({clientKeyData: 'SECRET'}),
    ]) {
      const error = await failure(`printf '%s' '${junk}'`)
      expect(error.message).to.match(/ printed no ExecCredential with a token or a certificate$/)
    }
    const broken = await failure(`printf '%s' '${credential({token: 'two words'})}'`)
    expect(broken.message).to.match(/^the token of user u of .* has characters that no token has$/)
  })

  it('that insist on a terminal are told that there is none', async () => {
    const error = await failure('', {interactiveMode: 'Always'})
    expect(error.message).to.match(/ needs a terminal to ask you something$/)
  })

  it('may talk to the user where there is a terminal', async () => {
    const lines: string[] = []
    const fake = await fakeOf()
    const script = `echo 'open https://login.example' >&2; echo '${credential({token: 'admin'})}'`
    const options = {environment, interactive: true, log: (line: string) => void lines.push(line)}
    await sourceFor(kubeconfigWith(fake, script), options).read(PLAN)
    await sourceFor(kubeconfigWith(fake, script, {interactiveMode: 'Never'}), options).read(PLAN)
    expect(lines).to.deep.equal(['open https://login.example'])
  })

  it('are ended with the run', async () => {
    const fake = await fakeOf()
    const source = sourceFor(kubeconfigWith(fake, 'exec sleep 60'), {environment})
    const from = performance.now()
    const error = await rejection(source.read(PLAN, {signal: AbortSignal.timeout(200)}))
    expect(error.code).to.equal('E_TIMEOUT')
    expect(performance.now() - from).to.be.below(5000)
  })
})
