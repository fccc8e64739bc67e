import {type ChildProcess, spawn} from 'node:child_process'
import {join} from 'node:path'
import {expect} from 'chai'
import type {Bed} from './bed/bed.ts'
import {describeOnBed} from './describe-on-bed.ts'

const PROGRAM = process.env.KUBECTL_PKI_PROGRAM ?? join(import.meta.dirname, '..', '..', 'bin', 'kubectl-pki.js')

const INGRESS = (name: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}, namespace: default}
spec:
  tls: [{hosts: [${name}.corp.test], secretName: ${name}-tls}]
  defaultBackend: {service: {name: ${name}, port: {number: 443}}}`

const ORPHAN = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: orphan, namespace: default}
spec: {secretName: orphan-tls, issuerRef: {name: nobody}, dnsNames: [orphan.corp.test]}`

/** A run of `doctor --watch` that goes on until the test ends it. */
class Watch {
  stdout = ''
  stderr = ''
  readonly #child: ChildProcess
  readonly #closed: Promise<number | null>

  constructor(bed: Bed, words: readonly string[]) {
    const env = {...process.env, NO_COLOR: '1', KUBECONFIG: bed.kubeconfig}
    this.#child = spawn(process.execPath, [PROGRAM, 'doctor', '--watch', '--every', '10m', ...words], {env})
    this.#child.stdout?.on('data', chunk => (this.stdout += chunk))
    this.#child.stderr?.on('data', chunk => (this.stderr += chunk))
    this.#closed = new Promise(resolve => this.#child.on('close', resolve))
  }

  /** Ctrl-C; the exit code. */
  end(): Promise<number | null> {
    this.#child.kill('SIGINT')
    return this.#closed
  }
}

describeOnBed('doctor --watch', {}, bed => {
  const running: Watch[] = []
  const watch = (...words: readonly string[]): Watch => {
    const started = new Watch(bed(), words)
    running.push(started)
    return started
  }
  afterEach(() => Promise.all(running.splice(0).map(each => each.end())))

  it('tells within seconds what appears and what goes, and ends with 130', async () => {
    const watched = watch('PKI602')
    await bed().waitFor('the first look', async () => watched.stderr.includes('Watching'))
    expect(watched.stdout).to.equal('')
    await bed().apply(INGRESS('late'))
    await bed().waitFor('the Ingress without a Secret', async () => watched.stdout.includes('ingress/late'))
    expect(watched.stdout).to.match(/── \d\d:\d\d:\d\dZ 1 appeared ─/)
    expect(watched.stdout).to.contain('PKI602')
    await bed().kubectl(['delete', 'ingress', 'late'])
    await bed().waitFor('its end', async () => watched.stdout.includes('gone:'))
    expect(watched.stdout).to.contain('✓ PKI602 gone:')
    expect(await watched.end()).to.equal(130)
    expect(watched.stderr).not.to.match(/error|abort/i)
  })

  it('goes on with what it knew while the API server is away', async () => {
    const watched = watch('PKI602', '-o', 'json')
    await bed().apply(INGRESS('stays'))
    await bed().waitFor('the finding', async () => watched.stdout.includes('stays'))
    await bed().process('kube-apiserver').stop()
    await bed().waitFor('the loss', async () => watched.stderr.includes('Not looked at'))
    await bed().process('kube-apiserver').start()
    await bed().waitFor('the API server', async () =>
      bed()
        .apply(INGRESS('new'))
        .then(() => true)
        .catch(() => false),
    )
    await bed().waitFor('the news', async () => watched.stdout.includes('"name":"new"'))
    const changes = watched.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(changes.map(({change, finding}) => `${change} ${finding.subject.name}`)).to.deep.equal([
      'appeared stays',
      'appeared new',
    ])
    expect(watched.stderr).to.contain('It can be looked at again.')
  })

  it('sees kinds that come while it watches', async () => {
    const watched = watch('PKI202')
    await bed().waitFor('the first look', async () => watched.stderr.includes('Watching'))
    await bed().installCrds('cert-manager')
    await bed().apply(ORPHAN)
    await bed().waitFor('the Certificate without an issuer', async () => watched.stdout.includes('orphan'))
    expect(watched.stdout).to.contain('PKI202')
  })
})
