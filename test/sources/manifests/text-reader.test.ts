import {expect} from 'chai'
import {KINDS} from '../../../src/core/kube/kind.ts'
import {LIMITS} from '../../../src/sources/manifests/limits.ts'
import {names, read} from './asking.ts'

const certificate = (name: string, more = ''): string =>
  `apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: ${name}\n${more}`

const BROKEN = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: b: c\n'

describe('readText', () => {
  it('reads the documents of kinds that are wanted, with values and lines', () => {
    const text = `${certificate('a')}---\napiVersion: example.io/v1\nkind: Other\n---\n# here\n${certificate('b', 'spec:\n  dnsNames:\n  - x\n')}`
    const {manifests, kinds, problems} = read(text)
    expect(manifests.map(({value}) => value)).to.eql([
      {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name: 'a'}},
      {apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: {name: 'b'}, spec: {dnsNames: ['x']}},
    ])
    expect(manifests[1]?.lines).to.include({'': 10, 'metadata.name': 13, 'spec.dnsNames[0]': 16})
    expect([...kinds]).to.eql(['cert-manager.io/Certificate', 'example.io/Other'])
    expect(problems).to.eql([])
  })

  it('parses nothing that is not wanted', () => {
    const budget = {left: 1_000_000}
    const text = `apiVersion: v1\nkind: ConfigMap\ndata: [${'x,'.repeat(1000)}\n---\nvalues: {}\n---\napiVersion: example.io/v1\nkind: Other\nx: [\n`
    const {problems} = read(text, {budget, wants: info => info.manifestKind === 'Secret'})
    expect(problems).to.eql([])
    expect(budget.left).to.equal(1_000_000)
  })

  it('goes on behind a document that cannot be read, and says which kinds may stand in it', () => {
    const {problems, hidden, ...rest} = read(`${certificate('a')}---\n${BROKEN}---\n${certificate('b')}`)
    expect(names({problems, hidden, ...rest})).to.eql(['Certificate/a', 'Certificate/b'])
    expect(problems).to.have.length(1)
    expect(problems[0]).to.include({line: 9})
    expect([...hidden]).to.eql(['core/secrets'])
  })

  it('tells a Helm template from broken YAML', () => {
    const {problems, hidden} = read('{{- if .Values.on }}\napiVersion: v1\nkind: {{ .Values.kind }}\n{{- end }}\n')
    expect(problems[0]?.detail).to.include('template')
    expect(hidden.size).to.equal(KINDS.length)
    const nested = read('apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Values.name }}\n')
    expect(nested.problems).to.eql([{line: 4, detail: problems[0]?.detail}])
  })

  it('passes over broken YAML that is no manifest, unless somebody named the file', () => {
    const text = '{{ define "x" }}\nfoo: [\n'
    expect(read(text).problems).to.eql([])
    expect(read(text, {isNamed: true}).problems).to.have.length(1)
    expect(read('a: [\n').problems).to.eql([])
  })

  it('passes over a broken document of a kind that no rule reads', () => {
    expect(read('{{ if x }}\napiVersion: policy/v1\nkind: PodDisruptionBudget\n{{ end }}\n').problems).to.eql([])
  })

  it('tells a key that stands twice', () => {
    const {problems, manifests} = read(certificate('a', 'spec: {secretName: a}\nspec: {secretName: b}\n'))
    expect(problems[0])
      .to.include({line: 6, wasRead: true})
      .and.property('detail')
      .that.includes('the key spec stands twice')
    expect(manifests[0]?.value.spec).to.eql({secretName: 'b'})
  })

  it('says which versions it does not read', () => {
    const {manifests, problems, hidden} = read(certificate('a').replace('io/v1', 'io/v1alpha2'))
    expect(manifests).to.eql([])
    expect(problems).to.eql([{line: 1, detail: 'Certificate is read as v1 only, not as cert-manager.io/v1alpha2'}])
    expect([...hidden]).to.eql(['cert-manager.io/certificates'])
  })

  it('refuses control characters, as YAML does', () => {
    expect(read(certificate('a', 'spec:\n  secretName: a\u0007\n')).problems[0]).to.include({line: 6})
  })

  it('bounds the length of a document and of all of them, and says so once', () => {
    const long = certificate('a', `spec: {secretName: ${'x'.repeat(LIMITS.documentChars)}}\n`)
    expect(read(long).problems[0]?.detail).to.include('larger than any object')
    const {problems, hidden, manifests} = read(`${certificate('a')}---\n`.repeat(50), {budget: {left: 5_000}})
    expect(manifests).to.have.length(10)
    expect(problems).to.have.length(1)
    expect(problems[0]?.line).to.equal(51)
    expect(hidden.size).to.equal(KINDS.length)
  })

  it('tells no more of a file than anybody would read', () => {
    const {problems, hidden} = read(`${BROKEN}---\n`.repeat(1000))
    expect(problems).to.have.length(LIMITS.entriesPerFile)
    expect([...hidden]).to.eql(['core/secrets'])
  })
})

describe('readText of JSON', () => {
  it('reads objects and lists, with lines', () => {
    const text =
      '{\n  "apiVersion": "v1", "kind": "List",\n  "items": [\n    {"apiVersion": "v1", "kind": "Secret",\n     "metadata": {"name": "a"}},\n    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}\n  ]\n}\n'
    const contents = read(text)
    expect(names(contents)).to.eql(['Secret/a', 'Pod/b'])
    expect(contents.manifests.map(({lines}) => lines[''])).to.eql([4, 6])
    expect(contents.manifests[0]?.lines['metadata.name']).to.equal(5)
  })

  it('takes flow style for YAML', () => {
    expect(
      names(read("{apiVersion: v1, kind: Secret, metadata: {name: 'a'}}\n---\n{apiVersion: v1, kind: Pod}")),
    ).to.eql(['Secret/a', 'Pod/'])
  })

  it('tells JSON that ends too early', () => {
    const {problems} = read('{"apiVersion": "v1", "kind": "Secret",\n"metadata": {"name": "a"', {isNamed: true})
    expect(problems).to.have.length(1)
    const long = read(`{"kind": "Secret", "data": "${'x'.repeat(LIMITS.documentChars)}`, {isNamed: true})
    expect(long.problems).to.eql([{line: 1, detail: 'the JSON ends too early'}])
  })
})
