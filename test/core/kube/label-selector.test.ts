import {expect} from 'chai'
import {
  describeRequirements,
  namespaceLabels,
  type Requirement,
  requirementsOf,
  selects,
} from '../../../src/core/kube/label-selector.ts'
import type {Json} from '../../../src/core/kube/object.ts'
import {ref} from '../../../src/core/kube/ref.ts'

const takes = (selector: Json, labels: Record<string, string>): boolean | null => {
  const requirements = requirementsOf(selector)
  return requirements === null ? null : selects(requirements, labels)
}

describe('label selectors', () => {
  it('take everything when they are absent or empty', () => {
    for (const selector of [undefined, null, {}, {matchLabels: {}}, {matchExpressions: []}] as const) {
      expect(requirementsOf(selector)).to.deep.equal([])
    }
    expect(takes({}, {})).to.equal(true)
  })

  it('want all labels and all expressions', () => {
    const selector = {matchLabels: {a: '1'}, matchExpressions: [{key: 'b', operator: 'Exists'}]}
    expect(takes(selector, {a: '1', b: ''})).to.equal(true)
    expect(takes(selector, {a: '1'})).to.equal(false)
    expect(takes(selector, {a: '2', b: ''})).to.equal(false)
  })

  it('know every operator as the API server does', () => {
    const by = (operator: string, values?: readonly string[]) => ({
      matchExpressions: [{key: 'a', operator, ...(values && {values})}],
    })
    expect(takes(by('In', ['1', '2']), {a: '2'})).to.equal(true)
    expect(takes(by('In', ['1', '2']), {})).to.equal(false)
    expect(takes(by('NotIn', ['1']), {a: '1'})).to.equal(false)
    expect(takes(by('NotIn', ['1']), {})).to.equal(true)
    expect(takes(by('DoesNotExist'), {a: '1'})).to.equal(false)
    expect(takes(by('DoesNotExist'), {})).to.equal(true)
  })

  it('are none where the API server would refuse them', () => {
    const wrong: readonly Json[] = [
      'team=web',
      7,
      [],
      {matchLabels: {a: 1}},
      {matchExpressions: [{key: 'a', operator: 'In'}]},
      {matchExpressions: [{key: 'a', operator: 'Like', values: ['b']}]},
      {matchExpressions: [{operator: 'Exists'}]},
      {matchExpressions: [3]},
    ]
    for (const selector of wrong) expect(requirementsOf(selector), JSON.stringify(selector)).to.equal(null)
  })

  it('are shown as kubectl takes them', () => {
    const requirements = requirementsOf({
      matchLabels: {team: 'web'},
      matchExpressions: [
        {key: 'env', operator: 'In', values: ['a', 'b']},
        {key: 'tier', operator: 'NotIn', values: ['db']},
        {key: 'on', operator: 'Exists'},
        {key: 'off', operator: 'DoesNotExist'},
      ],
    }) as readonly Requirement[]
    expect(describeRequirements(requirements)).to.equal('team=web,env in (a,b),tier notin (db),on,!off')
  })

  it('see the name of a Namespace among its labels', () => {
    const body = {metadata: {labels: {team: 'web'}}}
    const namespace = {ref: ref('core/namespaces', undefined, 'shop'), body, origin: {from: 'cluster'}} as const
    expect(namespaceLabels(namespace)).to.deep.equal({team: 'web', 'kubernetes.io/metadata.name': 'shop'})
  })
})
