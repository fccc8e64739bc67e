import {chmodSync, existsSync} from 'node:fs'
import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import {kustomize} from '../../../src/sources/manifests/kustomize.ts'
import {makeKey} from '../../fixtures/make-pki.ts'
import {type Folder, folder, manifest, readAll, refs} from './folder.ts'

const PRINTS = manifest('Certificate', 'a') + manifest('ClusterIssuer', 'b')

describe('kustomize', function () {
  if (process.platform === 'win32') this.pending = true
  let dir: Folder
  const program = (name: string, script: string): void => {
    dir.write({[`bin/${name}`]: `#!/bin/sh\n${script}\n`})
    chmodSync(dir.at(`bin/${name}`), 0o755)
  }
  const env = (): Record<string, string> => ({PATH: `${dir.at('bin')}:/usr/bin:/bin`})
  const failure = async (running: Promise<unknown>): Promise<PkiError> => {
    const error = await running.catch((cause: unknown) => cause)
    if (!(error instanceof PkiError)) throw new Error(`no PkiError: ${String(error)}`)
    return error
  }
  beforeEach(() => {
    dir = folder({'app/kustomization.yaml': 'resources: []\n', 'out.json': PRINTS, 'bin/empty': ''})
  })
  afterEach(() => dir.remove())

  it('asks kubectl, and kustomize where there is no kubectl', async () => {
    program('kustomize', 'echo "kustomize $*"')
    expect(await kustomize('app', {env: {PATH: dir.at('bin')}}).catch(String)).to.equal('kustomize build app\n')
    program('kubectl', 'echo "kubectl $*"')
    expect(await kustomize('app', {env: {PATH: dir.at('bin')}})).to.equal('kubectl kustomize app\n')
  })

  it('makes objects of what is printed, shown as coming from the kustomization', async () => {
    program('kubectl', `cat '${dir.at('out.json')}'`)
    const snapshot = await readAll({kustomize: dir.at('app'), env: env(), namespace: 'shop'})
    expect(refs(snapshot)).to.eql(['Certificate/shop/a', 'ClusterIssuer/b'])
    expect(snapshot.objects[0]?.origin).to.eql({from: 'file', file: dir.at('app/kustomization.yaml'), lines: {}})
    expect(snapshot.label).to.equal(`-k ${dir.at('app')}`)
  })

  it('gives no shell the name of the directory, and no option', async () => {
    program('kubectl', 'for each in "$@"; do echo "<$each>"; done')
    expect(await kustomize('$(touch pwned); `x` --help', {env: env()})).to.equal(
      '<kustomize>\n<$(touch pwned); `x` --help>\n',
    )
    expect(existsSync('pwned')).to.equal(false)
    expect(await kustomize('--enable-helm', {env: env()})).to.equal('<kustomize>\n<./--enable-helm>\n')
  })

  it('says what the program said, shortened and without keys', async () => {
    const {pem} = makeKey('P-256', 'kustomize')
    dir.write({'stderr.txt': `error: accumulating resources:\n  ${'path '.repeat(500)}\n`, 'key.txt': `bad: ${pem}`})
    program('kubectl', `cat '${dir.at('stderr.txt')}' >&2; exit 1`)
    const error = await failure(kustomize('app', {env: env()}))
    expect(error.code).to.equal('E_KUSTOMIZE')
    expect(error.message).to.match(/^kubectl kustomize app failed: accumulating resources: path path/)
    expect(error.message.length).to.be.below(400)
    dir.write({
      'log.txt': `E1122 16:40:07.654401    6866 run.go:72] "command failed" err="${'x '.repeat(300)}no file base.yaml"\n`,
    })
    program('kubectl', `cat '${dir.at('log.txt')}' >&2; exit 1`)
    expect((await failure(kustomize('app', {env: env()}))).message)
      .to.match(/^kubectl kustomize app failed: "x x .*… .* x no file base\.yaml"$/)
      .and.have.length.below(400)
    program('kubectl', `cat '${dir.at('key.txt')}' >&2; exit 1`)
    expect((await failure(kustomize('app', {env: env()}))).message)
      .to.include('bad: [removed')
      .and.not.include(pem.split('\n')[1])
  })

  it('says that neither program is there', async () => {
    const error = await failure(kustomize('app', {env: {PATH: dir.at('app')}}))
    expect(`${error.code} ${error.message}`).to.equal(
      'E_KUSTOMIZE neither kubectl nor kustomize was found to build app',
    )
  })

  it('stops a program that takes too long, or that nobody waits for', async () => {
    program('kubectl', 'exec sleep 60')
    expect((await failure(kustomize('app', {env: env(), timeoutSeconds: 0.1}))).code).to.equal('E_TIMEOUT')
    const reason = new Error('Ctrl-C')
    const controller = new AbortController()
    const running = kustomize('app', {env: env(), signal: controller.signal})
    controller.abort(reason)
    expect(await running.catch((error: unknown) => error)).to.equal(reason)
  })

  it('bounds what is printed', async () => {
    program('kubectl', 'exec yes')
    expect((await failure(kustomize('app', {env: env()}))).code).to.equal('E_FILE_TOO_LARGE')
  })

  it('says where nothing is rendered', async () => {
    program('kubectl', 'echo')
    expect((await failure(readAll({kustomize: dir.at('app'), env: env()}))).code).to.equal('E_NO_MANIFESTS')
  })
})
