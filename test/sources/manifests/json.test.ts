import {expect} from 'chai'
import {readJson} from '../../../src/sources/manifests/json.ts'
import {toLined, Unusable} from '../../../src/sources/manifests/node.ts'

const values = (text: string): readonly unknown[] => [...readJson(text, 1)].map(node => toLined(node).value)

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    const text = JSON.stringify(
      {a: [1, -2.5e-3, true, false, null, '', 'x\n"\\\u0007é\u{1f600}'], b: {}, c: [], 'd e': {__proto__x: 1}, '': 0},
      null,
      2,
    )
    expect(values(text)).to.eql([JSON.parse(text)])
    expect(values(JSON.stringify(JSON.parse(text)))).to.eql([JSON.parse(text)])
  })

  it('reads values one after the other, as jq writes them', () => {
    expect(values('{"a":1}\n{"a":2} {"a":3}')).to.eql([{a: 1}, {a: 2}, {a: 3}])
  })

  it('knows the line of every key and item', () => {
    const [node] = [...readJson('{\n  "a": {\n    "b.c": [\n      1,\n      {"d": 2}\n    ]\n  }\n}', 10)]
    expect(node && toLined(node).lines).to.eql({
      '': 10,
      a: 11,
      'a["b.c"]': 12,
      'a["b.c"][0]': 13,
      'a["b.c"][1]': 14,
      'a["b.c"][1].d': 14,
    })
  })

  it('refuses what is no JSON, with the line', () => {
    for (const text of [
      '{\n"a":}',
      '{\n"a" 1}',
      '{\n"a":1,}',
      '{\na: 1}',
      '{\n"a": tru}',
      '{\n"a":"\n"}',
      '{\n"a":"\\x"}',
      '{\n',
    ]) {
      expect(() => values(text), text)
        .to.throw(Unusable)
        .with.property('line', 2)
    }
  })

  it('bounds nesting', () => {
    expect(() => values('['.repeat(100_000))).to.throw(Unusable, 'nested deeper')
  })

  it('makes a key of __proto__ and no prototype', () => {
    const [value] = values('{"__proto__": {"polluted": true}}')
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype)
    expect(Object.keys(value as object)).to.eql(['__proto__'])
  })
})
