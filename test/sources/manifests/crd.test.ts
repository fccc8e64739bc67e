import {expect} from 'chai'
import {withoutSchemas} from '../../../src/sources/manifests/crd.ts'
import {read} from './asking.ts'

const version = (name: string, schema: string): string =>
  `  - additionalPrinterColumns: []\n    name: ${name}\n    schema:\n${schema}    served: true\n    storage: ${name === 'v1'}\n`

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.io
spec:
  group: example.io
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
${version('v1beta1', '      openAPIV3Schema:\n        schema:\n          x: [\n\n      more: {{\n')}${version('v1', '      openAPIV3Schema: {}\n')}
status:
  storedVersions: [v1]
`

const CORE = {
  group: 'example.io',
  names: {kind: 'Widget', plural: 'widgets'},
  scope: 'Namespaced',
  versions: [
    {name: 'v1beta1', served: true, storage: false},
    {name: 'v1', served: true, storage: true},
  ],
}

describe('CustomResourceDefinitions', () => {
  it('are read without their schemas, which are never parsed', () => {
    const {manifests, problems} = read(CRD)
    expect(problems).to.eql([])
    expect(manifests[0]?.value.spec).to.eql(CORE)
    expect(manifests[0]?.value.metadata).to.eql({name: 'widgets.example.io'})
  })

  it('keep the right lines behind a schema', () => {
    const lines = CRD.split('\n')
    const found = read(`# one more line\n---\n${CRD}`).manifests[0]?.lines ?? {}
    for (const [path, text] of [
      ['spec.versions[0].name', 'name: v1beta1'],
      ['spec.versions[1].name', 'name: v1'],
      ['spec.versions[1].storage', 'storage: true'],
      ['status', 'status:'],
    ] as const) {
      expect(found[path], path).to.equal(lines.findIndex(line => line.trim() === text) + 3)
    }
  })

  it('are read in lists and as JSON', () => {
    const item = CRD.replaceAll(/^(?=.)/gm, '  ').replace('  apiVersion', '- apiVersion')
    const {manifests, problems} = read(`apiVersion: v1\nkind: List\nitems:\n${item}`)
    expect(problems).to.eql([])
    expect(manifests[0]?.value.spec).to.eql(CORE)
    const json = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: 'a'},
      spec: CORE,
    }
    expect(read(JSON.stringify(json)).manifests[0]?.value.spec).to.eql(CORE)
  })

  it('leave other texts that have a schema alone', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    kind: CustomResourceDefinition\n    schema:\n      y: z\n'
    expect(read(text).manifests[0]?.value.data).to.eql({x: 'kind: CustomResourceDefinition\nschema:\n  y: z\n'})
  })

  it('cost as much as what is left of them', () => {
    const long = CRD.replace('openAPIV3Schema: {}', `openAPIV3Schema:\n${'        description: x\n'.repeat(200_000)}`)
    const document = withoutSchemas({text: long, line: 1})
    expect(document.text.length).to.be.below(CRD.length + 100)
    expect(document.gaps?.reduce((sum, gap) => sum + gap.lines, 0)).to.be.above(200_000)
    const budget = {left: 2_000}
    expect(read(long, {budget}).manifests).to.have.length(1)
    expect(budget.left).to.be.above(0)
  })
})
