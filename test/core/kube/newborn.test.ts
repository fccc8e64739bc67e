import {expect} from 'chai'
import {isNewborn} from '../../../src/core/kube/newborn.ts'
import {ref} from '../../../src/core/kube/ref.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {viewOf} from '../../../src/core/kube/view.ts'

const BEGAN = {at: '2026-11-22T12:00:05.000Z', revision: '1000'}

const secret = (name: string, creationTimestamp?: string, resourceVersion?: string) => ({
  ref: ref('core/secrets', 'shop', name),
  body: {metadata: {name, namespace: 'shop', creationTimestamp, resourceVersion}},
  origin: {from: 'cluster' as const},
  redactions: [],
})

const OLD = secret('old', '2026-11-22T11:00:00Z', '999')
const CHANGED = secret('changed', '2026-11-22T11:00:00Z', '1001')
const JUST_BEFORE = secret('just-before', '2026-11-22T12:00:05Z', '1000')
const NEW = secret('new', '2026-11-22T12:00:05Z', '1001')
const LATER = secret('later', '2026-11-22T12:00:09Z', '1017')

describe('what was created during a reading', () => {
  it('is what is younger than its beginning, by the clock and by the revision', () => {
    const all = [OLD, CHANGED, JUST_BEFORE, NEW, LATER]
    expect(all.filter(each => isNewborn(each as never, BEGAN))).to.deep.equal([NEW, LATER])
  })

  it('is never what does not say when it was created, or a revision that is no number', () => {
    const all = [secret('a'), secret('b', 'soon', '2000'), secret('c', '2026-11-22T12:00:09Z', 'x1')]
    expect(all.filter(each => isNewborn(each as never, BEGAN))).to.deep.equal([])
  })

  it('is found by name, and is not listed', () => {
    const snapshot = {
      ...{objects: [OLD, NEW], began: BEGAN, coverage: [{kind: 'core/secrets', world: 'closed'}], reviews: []},
    } as unknown as Snapshot
    const view = viewOf(snapshot)
    const listed = view.list('core/secrets')
    expect(listed.known && listed.value).to.deep.equal([OLD])
    const within = view.list('core/secrets', 'shop')
    expect(within.known && within.value).to.deep.equal([OLD])
    expect(view.find(NEW.ref)).to.deep.equal({known: true, value: NEW})
    const whole = viewOf({...snapshot, began: undefined} as unknown as Snapshot).list('core/secrets')
    expect(whole.known && whole.value).to.have.length(2)
  })
})
