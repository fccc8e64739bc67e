import {expect} from 'chai'
import {itemDocuments} from '../../../src/sources/manifests/list-items.ts'
import {names, read} from './asking.ts'

const LIST = `apiVersion: v1
kind: List
metadata: {resourceVersion: ""}
items:
- apiVersion: v1
  kind: Secret
  metadata:
    name: a
    annotations:
      text: |
        - apiVersion: v1
        items:
        - no

# a comment
-
  apiVersion: v1
  kind: Pod
  metadata: {name: b}
- metadata: {name: c}
  kind: Other
  apiVersion: x.io/v1
`

describe('lists', () => {
  it('are unrolled, each item with its own lines', () => {
    const {manifests, kinds} = read(LIST)
    expect(
      manifests.map(({value, lines}) => [
        value.kind,
        lines[''],
        lines['metadata.name'],
        lines['metadata.annotations.text'],
      ]),
    ).to.eql([
      ['Secret', 5, 8, 10],
      ['Pod', 17, 19, undefined],
    ])
    expect([...kinds]).to.include('x.io/Other')
  })

  it('are the same with items further in, with CRLF, and with fields behind the items', () => {
    const inner = `${LIST.slice(0, LIST.indexOf('- api'))}${LIST.slice(LIST.indexOf('- api')).replaceAll(/^(?=.)/gm, '  ')}`
    const behind = `apiVersion: v1\nitems:${LIST.slice(LIST.indexOf('items:') + 6)}kind: List\n`
    for (const text of [inner, LIST.replaceAll('\n', '\r\n'), behind]) {
      expect(names(read(text))).to.eql(['Secret/a', 'Pod/b'])
    }
  })

  it('lose only the item that cannot be read', () => {
    const {problems, ...rest} = read(LIST.replace('name: a', 'name: a: b'))
    expect(names({problems, ...rest})).to.eql(['Pod/b'])
    expect(problems).to.have.length(1)
    expect(problems[0]?.line).to.equal(8)
  })

  it('give bare items their kind', () => {
    const text =
      'apiVersion: cert-manager.io/v1\nkind: CertificateList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n'
    expect(names(read(text))).to.eql(['Certificate/a', 'Certificate/b'])
    expect(names(read(text.replace('items:\n', 'items: # as they are\n')))).to.have.length(2)
  })

  it('may share anchors: then they are read whole', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: &m {name: a}}\n- {apiVersion: v1, kind: Secret, metadata: *m}\n'
    expect(itemDocuments({text, line: 1})).to.equal(null)
    expect(names(read(text))).to.eql(['Pod/a', 'Secret/a'])
  })

  it('may be in flow style, empty, or in lists, up to a depth', () => {
    expect(
      names(read('apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]\n')),
    ).to.eql(['Pod/a'])
    expect(names(read('apiVersion: v1\nkind: List\nitems:\n'))).to.eql([])
    const nested = (depth: number): string =>
      depth === 0
        ? '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}'
        : `{"apiVersion": "v1", "kind": "List", "items": [${nested(depth - 1)}]}`
    expect(names(read(nested(3)))).to.eql(['Pod/a'])
    expect(read(nested(9), {isNamed: true}).problems[0]?.detail).to.include('lists')
  })

  it('are parsed only where somebody reads them', () => {
    const budget = {left: 1_000}
    const item = `- kind: Other\n  spec: [${'x,'.repeat(1000)}\n  apiVersion: x.io/v1\n`
    const {problems, kinds} = read(`apiVersion: v1\nkind: List\nitems:\n${item.repeat(20)}`, {budget})
    expect(problems).to.eql([])
    expect([...kinds]).to.eql(['core/List', 'x.io/Other'])
    expect(budget.left).to.equal(1_000)
  })

  it('are cut without being parsed', () => {
    const text = `items:\n${'- x: 1\n'.repeat(1000)}`
    expect([...(itemDocuments({text, line: 5}) ?? [])].map(({line}) => line)).to.eql(
      Array.from({length: 1000}, (_, i) => i + 6),
    )
  })
})
