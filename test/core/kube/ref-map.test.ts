import {expect} from 'chai'
import {ref} from '../../../src/core/kube/ref.ts'
import {RefMap} from '../../../src/core/kube/ref-map.ts'

describe('a map of refs', () => {
  it('tells objects apart by kind, namespace and name, and by nothing else', () => {
    const map = new RefMap<number>()
    const objects = [
      ref('core/secrets', 'a', 'x'),
      ref('core/secrets', 'a', 'y'),
      ref('core/secrets', 'b', 'x'),
      ref('core/configmaps', 'a', 'x'),
      ref('core/nodes', undefined, 'x'),
    ]
    for (const [index, object] of objects.entries()) map.set(object, index)
    expect(objects.map(object => map.get({...object}))).to.deep.equal([0, 1, 2, 3, 4])
    expect(map.get(ref('core/nodes', '', 'x'))).to.equal(4)
    expect(map.get(ref('core/nodes', undefined, 'y'))).to.equal(undefined)
    expect(map.get(ref('core/pods', 'a', 'x'))).to.equal(undefined)
  })

  it('makes what is not there once', () => {
    const map = new RefMap<string[]>()
    const object = ref('core/secrets', 'a', 'x')
    map.ensure(object, () => []).push('one')
    map.ensure(object, () => []).push('two')
    expect(map.get(object)).to.deep.equal(['one', 'two'])
  })
})
