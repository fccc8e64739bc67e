import {expect} from 'chai'
import {kindsNamed, type Sniffed, sniff} from '../../../src/sources/manifests/sniff.ts'

const SECRET: Sniffed = {is: 'object', apiVersion: 'v1', kind: 'Secret'}

describe('sniff', () => {
  const same: Readonly<Record<string, string>> = {
    plain: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n',
    'the other way round, quoted, with comments': '# a\n\nkind: "Secret" # b\nspec:\n  kind: x\napiVersion: \'v1\'\n',
    CRLF: 'apiVersion: v1\r\nkind: Secret\r\n',
    'kinds further in': 'spec:\n  kind: Other\n  apiVersion: v2\napiVersion: v1\nkind: Secret',
  }
  for (const [name, text] of Object.entries(same)) {
    it(`reads ${name}`, () => {
      expect(sniff(text)).to.eql(SECRET)
    })
  }

  it('knows what is no object', () => {
    for (const text of [
      '',
      '# only a comment\n',
      'image: x\nkinds: [a]\n',
      'apiVersion: v2\nname: a-chart\n',
      '- op: replace\n  path: /a\n',
      '[{"op": "add"}]',
      'spec:\n  kind: x\n  apiVersion: v1\n',
    ]) {
      expect(sniff(text), text).to.eql({is: 'other'})
    }
  })

  it('leaves to the parser what is not plain', () => {
    for (const text of [
      '{apiVersion: v1, kind: Secret}',
      '  apiVersion: v1\n  kind: Secret\n',
      '--- {apiVersion: v1, kind: Secret}\n',
      '%YAML 1.2\n---\napiVersion: v1\nkind: Secret\n',
      '&a\napiVersion: v1\nkind: Secret\n',
      '"apiVersion": v1\n"kind": Secret\n',
      'apiVersion: v1\n"kind": Secret\n',
      '? kind\n: Secret\n',
      '<<: *base\nmetadata: {}\n',
      'apiVersion: v1\nkind: {{ .Values.kind }}\n',
      'apiVersion: v1\nkind: Secret\nkind: Other\n',
      'apiVersion: v1\nkind: &k Secret\n',
      'apiVersion: v1\nkind:\n  Secret\n',
      '{{- if .Values.on }}\napiVersion: v1\nkind: Secret\n{{- end }}\n',
    ]) {
      expect(sniff(text), text).to.eql({is: 'unclear'})
    }
  })
})

describe('kindsNamed', () => {
  it('finds every kind, however deep', () => {
    expect(kindsNamed('kind: A\nspec:\n  - kind: "B"\n    x: {}\n  "kind": C\n')).to.eql(['A', 'B', 'C'])
  })

  it('does not know them where one is a template', () => {
    expect(kindsNamed('kind: A\nspec:\n  kind: {{ .x }}\n')).to.equal(null)
  })
})
