import {expect} from 'chai'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import {type Round, watchDoctor} from '../../src/app/watch-doctor.ts'
import {PkiError} from '../../src/core/errors.ts'
import type {Kind} from '../../src/core/kube/kind.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import type {Source} from '../../src/core/ports.ts'
import {rules} from '../../src/rules/index.ts'
import {scene} from '../support/scene.ts'

const BROKEN = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: web, namespace: shop}
spec: {secretName: web-tls, issuerRef: {name: nobody}, dnsNames: [web.corp]}`

/** A cluster that looks different each time, and whose watches a test rings. */
class Stage implements Source {
  readonly looks: (Snapshot | Error)[]
  readonly watched: {readonly signal: AbortSignal; readonly ring: (kind: Kind) => void}[] = []

  constructor(...looks: readonly (Snapshot | Error)[]) {
    this.looks = [...looks]
  }

  async read(): Promise<Snapshot> {
    const [next] = this.looks.length > 1 ? this.looks.splice(0, 1) : this.looks
    if (next === undefined || next instanceof Error) throw next
    return next
  }

  async watch(_kinds: readonly Kind[], {signal, onChange}: Parameters<NonNullable<Source['watch']>>[1]) {
    this.watched.push({signal, ring: onChange})
  }
}

const rounds = async (stage: Stage, count: number, {everyMs = 60_000, on = (_: number) => {}} = {}) => {
  const controller = new AbortController()
  const reading = () => ({done: () => {}})
  const options = {rules, ignores: [], shows: [], ...doctorFacts, signal: controller.signal, everyMs, reading}
  const seen: Round[] = []
  for await (const round of watchDoctor([{source: stage}], options)) {
    seen.push(round)
    if (seen.length === count) break
    on(seen.length)
  }
  controller.abort()
  return seen
}

const namesOf = (round: Round | undefined, which: 'appeared' | 'gone') =>
  round?.changes.flatMap(changes => changes[which].map(({rule}) => rule)) ?? []

describe('doctor, watching', () => {
  it('looks again when something has changed, and tells what appeared and what is gone', async () => {
    const stage = new Stage(scene(''), scene(BROKEN), scene(''))
    const seen = await rounds(stage, 3, {on: () => stage.watched[0]?.ring('cert-manager.io/certificates')})
    expect(seen.map(({isFirst}) => isFirst)).to.deep.equal([true, false, false])
    expect(namesOf(seen[0], 'appeared')).to.deep.equal([])
    expect(namesOf(seen[1], 'appeared')).to.include('PKI202')
    expect(namesOf(seen[2], 'gone')).to.deep.equal(namesOf(seen[1], 'appeared'))
    expect(stage.watched).to.have.length(1)
  })

  it('looks again after a while where nothing rings', async () => {
    const seen = await rounds(new Stage(scene(''), scene(BROKEN)), 2, {everyMs: 1100})
    expect(namesOf(seen[1], 'appeared')).to.include('PKI202')
  })

  it('tells of a look that failed, and does not take what it knew for gone', async () => {
    const failure = new PkiError('E_CLUSTER_UNREACHABLE', 'nobody answers')
    const stage = new Stage(scene(BROKEN), failure, scene(BROKEN))
    const seen = await rounds(stage, 3, {on: () => stage.watched[0]?.ring('cert-manager.io/certificates')})
    expect(seen[1]?.failure).to.equal(failure)
    expect(seen[1]?.changes).to.deep.equal([])
    expect([namesOf(seen[2], 'appeared'), namesOf(seen[2], 'gone')]).to.deep.equal([[], []])
  })

  it('ends where the first look fails, or a later one by our mistake', async () => {
    const first = await rounds(new Stage(new PkiError('E_CLUSTER_UNREACHABLE', 'nobody answers')), 1).catch(e => e)
    expect(first).to.be.instanceOf(PkiError)
    const stage = new Stage(scene(''), new TypeError('oops'))
    const ring = () => stage.watched[0]?.ring('core/secrets')
    expect(await rounds(stage, 2, {on: ring}).catch(error => error)).to.be.instanceOf(TypeError)
  })

  it('watches anew once there are other kinds', async () => {
    const stage = new Stage(scene(''))
    const ring = () => stage.watched.at(-1)?.ring('apiextensions.k8s.io/customresourcedefinitions')
    await rounds(stage, 2, {on: ring})
    expect(stage.watched.map(({signal}) => signal.aborted)).to.deep.equal([true, true])
  })
})
