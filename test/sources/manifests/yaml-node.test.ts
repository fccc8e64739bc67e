import {expect} from 'chai'
import {formatPath} from '../../../src/core/kube/object.ts'
import {LIMITS} from '../../../src/sources/manifests/limits.ts'
import {type Lined, toLined, Unusable} from '../../../src/sources/manifests/node.ts'
import {yamlNode} from '../../../src/sources/manifests/yaml-node.ts'

const lined = (text: string, line = 1): Lined => {
  const node = yamlNode({text, line})
  if (node === null) throw new Error('empty')
  return toLined(node)
}

/** Each `# @path` of a text stands on the line that the path must have. */
const marked = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    text
      .split('\n')
      .flatMap((line, index) => [...line.matchAll(/# @(\S+)/g)].map(([, path]) => [path ?? '', index + 1])),
  )

const TRICKY = `
metadata:                                 # @metadata
  annotations:                            # @metadata.annotations
    "a.b/c": |                            # @metadata.annotations["a.b/c"]
      spec:
        url: not this one
    folded: >-                            # @metadata.annotations.folded
      one

      two
  quoted: "first                          # @x
    second"
spec:                                     # @spec
  ? long key
  : value
  list:                                   # @spec.list
  - name: a                               # @spec.list[0] # @spec.list[0].name

    # a comment and a blank line
    value:                                # @spec.list[0].value
      1
  -                                       # @skip
    name: b                               # @spec.list[1] # @spec.list[1].name
  - - nested                              # @spec.list[2] # @spec.list[2][0]
    - twice                               # @spec.list[2][1]
  flow: {a: [1,                           # @spec.flow # @spec.flow.a # @spec.flow.a[0]
    2],                                   # @spec.flow.a[1]
    b: {c: d}}                            # @spec.flow.b # @spec.flow.b.c
  'it''s': x                              # @spec["it's"]
  last: end                               # @spec.last
`

describe('yamlNode', () => {
  it('knows the line of every path, in every style', () => {
    const {lines} = lined(TRICKY)
    const expected = Object.entries(marked(TRICKY)).filter(([path]) => path !== 'x' && path !== 'skip')
    expect(expected.length).to.equal(22)
    for (const [path, line] of expected) expect(lines[path], path).to.equal(line)
  })

  it('has the same lines with CRLF and from any first line', () => {
    const {lines} = lined(TRICKY)
    expect(lined(TRICKY.replaceAll('\n', '\r\n')).lines).to.eql(lines)
    expect(lined(TRICKY, 101).lines).to.eql(
      Object.fromEntries(Object.entries(lines).map(([path, n]) => [path, n + 100])),
    )
  })

  it('writes paths as formatPath does', () => {
    const keys = ['a', 'a.b', '1', '_x-y', '', 'ü', '[0]', 'tls.crt', '"']
    const text = keys
      .map(key => `${JSON.stringify(key)}: {${JSON.stringify(key)}: [{${JSON.stringify(key)}: 1}]}`)
      .join('\n')
    const expected = keys.flatMap(key => [[key], [key, key], [key, key, 0], [key, key, 0, key]].map(formatPath))
    expect(Object.keys(lined(text).lines).sort()).to.eql(['', ...expected].sort())
  })

  it('resolves aliases; what stands in them has no lines, they themselves have', () => {
    const {value, lines} = lined('base: &b\n  x: {q: 1}\ncopy: *b\nlist:\n- *b\n')
    expect(value).to.eql({base: {x: {q: 1}}, copy: {x: {q: 1}}, list: [{x: {q: 1}}]})
    expect(lines).to.eql({'': 1, base: 1, 'base.x': 2, 'base.x.q': 2, copy: 3, list: 4, 'list[0]': 5})
  })

  it('merges mappings: own keys win, then the first source; lines are those of the merge', () => {
    const {value, lines} = lined('a: &a {x: 1, q: 1}\nb: &b {x: 2, z: {w: 2}}\nc:\n  <<: [*a, *b]\n  q: 3\n')
    expect((value as {c: unknown}).c).to.eql({x: 1, z: {w: 2}, q: 3})
    expect([lines['c.x'], lines['c.z'], lines['c.z.w'], lines['c.q']]).to.eql([4, 4, undefined, 5])
  })

  it('takes an anchor again, the later one from then on', () => {
    expect(lined('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').value).to.eql({a: 1, b: 1, c: 2, d: 2})
  })

  it('reads scalars as kubectl does, tagged and quoted ones too', () => {
    const text =
      'a: !!str 5\nb: !!int "7"\nc: "yes"\nd: yes\ne: !foo on\nf: !!binary aGk=\ng: ! 12\nh: !!timestamp 2001-01-01\n'
    expect(lined(text).value).to.eql({a: '5', b: 7, c: 'yes', d: true, e: true, f: 'hi', g: '12', h: '2001-01-01'})
  })

  it('makes text of keys that are numbers and booleans', () => {
    expect(lined('1: a\n1.5: b\non: c\n').value).to.eql({1: 'a', '1.5': 'b', true: 'c'})
  })

  it('reads YAML 1.1 and 1.2 alike, by their directives', () => {
    expect(lined('%YAML 1.1\n---\na: yes\n').value).to.eql({a: true})
    expect(lined('%YAML 1.2\n---\na: yes\n').lines).to.eql({'': 3, a: 3})
  })

  it('tells keys that stand twice; the last one counts', () => {
    const {value, repeated} = lined('a: 1\nb: 2\na: 3\n')
    expect(value).to.eql({a: 3, b: 2})
    expect(repeated).to.eql([{key: 'a', line: 3}])
  })

  it('makes a key of __proto__ and no prototype', () => {
    const {value} = lined('__proto__: {polluted: true}\n')
    expect(Object.keys(value as object)).to.eql(['__proto__'])
    expect((value as {polluted?: boolean}).polluted).to.equal(undefined)
  })

  it('knows an empty document', () => {
    expect(yamlNode({text: '# nothing\n', line: 1})).to.equal(null)
  })
})

describe('yamlNode on what is wrong', () => {
  const wrong: Readonly<Record<string, [string, number, RegExp]>> = {
    'a tab that indents': ['a:\n\tb: 1\n', 2, /not valid YAML/],
    'a mapping in a value': ['a: 1\nb: c: d\n', 2, /Nested mappings/],
    'an unclosed quote': ['a: 1\nb: "c\n', 3, /quote/],
    'a template': ['a: {{ .Values.x }}\n', 1, /key is no text/],
    'a key that is null': ['a: 1\n~: 2\n', 2, /key is no text/],
    'an alias without an anchor': ['a: 1\nb: *x\n', 2, /no anchor|alias/],
    'an alias inside of what it names': ['a: &a\n  b:\n  - *a\n', 3, /inside of what it names/],
    'a merge of what is no mapping': ['a: &a [1]\nb:\n  <<: *a\n', 3, /no mapping/],
  }
  for (const [name, [text, line, message]] of Object.entries(wrong)) {
    it(`tells ${name}, with its line`, () => {
      expect(() => lined(text))
        .to.throw(Unusable, message)
        .with.property('line', line)
    })
  }

  it('quotes nothing of the file', () => {
    const secret = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDsecret'
    for (const text of [
      `a: |x${secret}\n b`,
      `a: 1\n${secret}\n`,
      `a: "\\${secret}"`,
      `a: [\n${secret}: ]]`,
      `a: *${secret}`,
    ]) {
      expect(() => lined(text), text)
        .to.throw(Unusable)
        .with.property('message')
        .that.does.not.include('MIIE')
    }
  })
})

describe('yamlNode on what is made to be slow', () => {
  it('bounds what aliases expand to, by values', () => {
    const levels = 'abcdefghij'.split('')
    const bomb = levels.map(
      (name, i) =>
        `${name}: &${name} [${Array(10)
          .fill(i === 0 ? 'x' : `*${levels[i - 1]}`)
          .join(',')}]`,
    )
    expect(() => lined(bomb.join('\n')))
      .to.throw(Unusable, 'aliases expand')
      .with.property('line')
      .that.is.below(8)
  })

  it('bounds what aliases expand to, by length', () => {
    const text = `a: &a ${'x'.repeat(100_000)}\nb:\n${'- *a\n'.repeat(100)}`
    expect(() => lined(text)).to.throw(Unusable, 'aliases expand')
    expect(() => lined(text.slice(0, -60 * 5))).not.to.throw()
  })

  it('bounds merges', () => {
    const text = Array.from(
      {length: 40},
      (_, i) =>
        `m${i}: &m${i}\n  <<: ${i === 0 ? '{k: v}' : `*m${i - 1}`}\n  a: *m${Math.max(0, i - 1)}\n  b: *m${Math.max(0, i - 1)}`,
    )
    expect(() => lined(`${text[0]?.replaceAll('*m0', '1')}\n${text.slice(1).join('\n')}`)).to.throw(
      Unusable,
      'aliases expand',
    )
  })

  it('bounds nesting, in blocks and in brackets', () => {
    const deep = (depth: number): string => Array.from({length: depth}, (_, i) => `${' '.repeat(i)}a:`).join('\n')
    expect(() => lined(deep(LIMITS.nesting))).not.to.throw()
    expect(() => lined(deep(LIMITS.nesting + 5))).to.throw(Unusable, 'nested deeper')
    expect(() => lined(deep(3000))).to.throw(Unusable, 'nested deeper')
    expect(() => lined('['.repeat(1_000_000))).to.throw(Unusable, 'nested deeper')
    expect(() => lined('{a: '.repeat(500) + '}'.repeat(500))).to.throw(Unusable, 'nested deeper')
  })

  it('refuses more values than an object has before it parses them', () => {
    for (const part of ['a,', '\n', '- ', 'k: v\n', ': ']) {
      expect(() => lined(`a: [${part.repeat(LIMITS.yamlTokens + 1)}`), part).to.throw(Unusable, 'more values')
    }
  })

  it('keeps a bounded number of lines', () => {
    const {value, lines} = lined(`a: [${'x,'.repeat(LIMITS.linesPerObject + 10)}]`)
    expect((value as {a: unknown[]}).a).to.have.length(LIMITS.linesPerObject + 10)
    expect(Object.keys(lines)).to.have.length(LIMITS.linesPerObject)
  })
})
