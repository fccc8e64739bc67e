import {expect} from 'chai'
import {admit} from '../../../../src/core/kube/door/admit.ts'
import type {Snapshot} from '../../../../src/core/kube/snapshot.ts'
import {KEY_FORMS} from './key-forms.ts'
import {leaks, needlesOf} from './needles.ts'

const [{text: key = '', secrets = []} = {}] = KEY_FORMS
const needles = secrets.flatMap(needlesOf)

const snapshot = (words: string): Snapshot => {
  const because = {reason: 'forbidden', detail: words} as const
  return {
    ...{schema: 'kubectl-pki/snapshot.v1', label: words, takenAt: '2026-11-22T12:00:00Z', serverVersion: words},
    clockSkewSeconds: 3,
    objects: [],
    coverage: [
      {kind: 'core/secrets', world: 'none', because},
      {kind: 'core/pods', namespace: 'shop', world: 'closed'},
    ],
    unreadable: [{what: words, line: 2, detail: words}],
    exposed: [{file: words, line: 1, form: 'private key (PEM)'}],
    handshakes: [{endpoint: {host: 'x', port: 443}, result: {known: false, because}}],
    reviews: [
      {
        review: {user: 'u', groups: ['g'], verb: 'get', kind: 'core/secrets'},
        allowed: {known: false, because},
      },
    ],
    served: {known: false, because},
  }
}

describe('admit', () => {
  it('takes keys out of all that stands beside the objects', () => {
    const admitted = JSON.stringify(admit(snapshot(`refused: ${key}`)))
    expect(leaks(admitted, needles)).to.deep.equal([])
    expect(admitted.split('refused: [removed: private key (PEM)]')).to.have.length(10)
  })

  it('leaves a snapshot without keys as it is, its objects untouched', () => {
    const clean = {
      ...snapshot('it is not there'),
      served: {known: true, value: [{kind: 'core/pods', versions: ['v1']}]},
    }
    const objects = [{ref: {kind: 'core/pods', name: 'x'}, body: {}, origin: {from: 'cluster'}}]
    const given = {...clean, objects} as unknown as Snapshot
    expect(admit(given)).to.deep.equal(given)
    expect(admit(given).objects).to.equal(objects)
  })
})
