import {expect} from 'chai'
import {known} from '../../../src/core/knowing.ts'
import type {KubeObject} from '../../../src/core/kube/object.ts'
import type {Coverage} from '../../../src/core/kube/snapshot.ts'
import {listAll, type View, viewOf} from '../../../src/core/kube/view.ts'
import {scene} from '../../support/scene.ts'

const FORBIDDEN = {reason: 'forbidden', detail: 'you may not list secrets'} as const
const secret = (namespace: string, name: string): KubeObject => ({
  ref: {kind: 'core/secrets', namespace, name},
  body: {},
  origin: {from: 'cluster'},
})
const viewWith = (objects: readonly KubeObject[], coverage: readonly Coverage[]) =>
  viewOf({...scene(''), objects, coverage})

describe('a view', () => {
  const web = secret('shop', 'web')

  it('answers found, absent or unknown, by how much was looked at', () => {
    const ref = {kind: 'core/secrets', namespace: 'shop', name: 'none'} as const
    expect(viewWith([web], [{kind: 'core/secrets', world: 'closed'}]).find(web.ref)).to.deep.equal(known(web))
    expect(viewWith([web], [{kind: 'core/secrets', world: 'closed'}]).find(ref)).to.deep.equal(known(null))
    expect(viewWith([web], [{kind: 'core/secrets', world: 'open'}]).find(ref)).to.have.nested.property(
      'because.reason',
      'undeclared',
    )
    expect(viewWith([], [{kind: 'core/secrets', world: 'none', because: FORBIDDEN}]).find(ref)).to.deep.equal({
      known: false,
      because: FORBIDDEN,
    })
    expect(viewWith([], []).find(ref)).to.have.nested.property('because.reason', 'not-collected')
  })

  it('knows by name what was asked for and is not there', () => {
    const ref = {kind: 'core/secrets', namespace: 'shop', name: 'gone'} as const
    expect(viewWith([], [{kind: 'core/secrets', world: 'open', absent: [ref]}]).find(ref)).to.deep.equal(known(null))
  })

  it('lets the entry of a namespace win over that of the cluster', () => {
    const view = viewWith(
      [web],
      [
        {kind: 'core/secrets', world: 'none', because: FORBIDDEN},
        {kind: 'core/secrets', namespace: 'shop', world: 'closed'},
      ],
    )
    expect(view.list('core/secrets')).to.deep.equal(known([web]))
    expect(view.list('core/secrets', 'other')).to.deep.equal({known: false, because: FORBIDDEN})
    expect(view.find({kind: 'core/secrets', namespace: 'shop', name: 'none'})).to.deep.equal(known(null))
    expect(view.gaps('core/secrets')).to.deep.equal([{kind: 'core/secrets', because: FORBIDDEN}])
    expect([view.isClosed('core/secrets'), view.isClosed('core/secrets', 'shop')]).to.deep.equal([false, true])
  })

  it('is closed as a whole only without an exception', () => {
    const wide: Coverage = {kind: 'core/secrets', world: 'closed'}
    expect(viewWith([], [wide]).isClosed('core/secrets')).to.equal(true)
    expect(
      viewWith([], [wide, {kind: 'core/secrets', namespace: 'a', world: 'none', because: FORBIDDEN}]).isClosed(
        'core/secrets',
      ),
    ).to.equal(false)
  })

  it('derives a fact once', () => {
    let runs = 0
    const view = viewWith([], [])
    const fact = {name: 'f', of: [], reads: [], derive: () => known(++runs)}
    expect([view.fact(fact), view.fact(fact)]).to.deep.equal([known(1), known(1)])
  })

  it('derives again, with more answers, what does not rest on objects alone', () => {
    let runs = 0
    const review = {user: 'a', groups: [], verb: 'use', kind: 'core/secrets'} as const
    const asking = {name: 'asking', of: [], reads: [], derive: (view: View) => view.review(review)}
    const lasting = {name: 'lasting', of: [], reads: [], lasting: true, derive: () => known(++runs)} as const
    const before = viewWith([web], [{kind: 'core/secrets', world: 'closed'}])
    expect([before.fact(asking).known, before.fact(lasting)]).to.deep.equal([false, known(1)])
    const after = before.answered({reviews: [{review, allowed: known(true)}], handshakes: []})
    expect([after.fact(asking), after.fact(lasting)]).to.deep.equal([known(true), known(1)])
    expect([after.list('core/secrets'), after.find(web.ref)]).to.deep.equal([known([web]), known(web)])
    expect(before.fact(asking).known).to.equal(false)
    expect(before.answered({reviews: [], handshakes: []})).to.equal(before)
  })

  it('lists several kinds together where at least one was seen', () => {
    const view = viewWith(
      [web],
      [
        {kind: 'core/secrets', world: 'closed'},
        {kind: 'core/configmaps', world: 'none', because: FORBIDDEN},
      ],
    )
    expect(listAll(view, ['core/configmaps', 'core/secrets'])).to.deep.equal(known([web]))
    expect(listAll(view, ['core/configmaps'])).to.deep.equal({known: false, because: FORBIDDEN})
  })
})
