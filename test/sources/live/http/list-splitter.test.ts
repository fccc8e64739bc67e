import {expect} from 'chai'
import type {Json} from '../../../../src/core/kube/object.ts'
import {ListSplitter} from '../../../../src/sources/live/http/list-splitter.ts'
import {seeded} from '../../../support/random.ts'

/** What comes out of a text that comes in pieces of at most `size` bytes. */
const split = (text: string, size = 7): {items: Json[]; rest: Json; batches: number} => {
  const bytes = Buffer.from(text)
  const items: Json[] = []
  let batches = 0
  const splitter = new ListSplitter(batch => {
    items.push(...batch)
    batches += 1
  })
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size))
  return {items, rest: splitter.end(), batches}
}

const bothWays = (list: {items?: Json[] | null}, indent?: number): void => {
  const text = JSON.stringify(list, null, indent)
  for (const size of [1, 3, 64, text.length]) {
    const {items, rest} = split(text, size)
    expect(items).to.deep.equal(list.items ?? [])
    expect(rest).to.deep.equal(list.items == null ? list : {...list, items: []})
  }
}

describe('ListSplitter', () => {
  it('takes the items out, wherever the key stands', () => {
    const items = [{metadata: {name: 'a'}}, {metadata: {name: 'b'}}]
    bothWays({kind: 'SecretList', metadata: {continue: 'x'}, items} as never)
    bothWays({items, kind: 'SecretList', metadata: {continue: 'x'}} as never)
    bothWays({items, kind: 'SecretList', metadata: {}} as never, 2)
  })

  it('is not misled by what items and strings hold', () => {
    bothWays({items: [{items: [1, {items: []}], text: '"items":[{"a":1}],]}'}, {}, [], 'plain', 5, null, true, [[{}]]]})
    bothWays({items: [{text: 'quote " backslash \\ both \\" \\\\" end\\'}, {'\\"': '\\\\'}]})
    bothWays({items: [{text: 'grüße 日本語 \u{1f510} \u0000 \u2028'}]})
    bothWays({metadata: {items: [1, 2], continue: '"items":['}, items: [{a: 1}]} as never)
    bothWays({'items"': [1], 'not items': [2], items: [3]} as never)
  })

  it('takes lists without items', () => {
    bothWays({items: []})
    bothWays({items: null})
    bothWays({kind: 'Status'} as never)
    expect(split('{"items": [ ] , "kind":"x"}').rest).to.deep.equal({items: [], kind: 'x'})
  })

  it('refuses what is cut off, wherever that is', () => {
    const text = JSON.stringify({kind: 'x', items: [{a: 'b"c'}, {d: [1, 2]}], metadata: {continue: ''}})
    for (let end = 1; end < text.length; end += 1) {
      expect(() => split(text.slice(0, end)), text.slice(0, end)).to.throw(SyntaxError)
    }
  })

  it('refuses what is no JSON', () => {
    for (const text of ['<html></html>', '{"items":[}', '{"items":[{"a":}]}', '{"items":[{]}', '{"items":[{"a":1}]']) {
      expect(() => split(text), text).to.throw(SyntaxError)
    }
  })

  it('hands large lists out in parts, and each item once', () => {
    const items = Array.from({length: 3000}, (_, index) => ({name: `item ${index}`, data: 'A'.repeat(500)}))
    const {items: found, batches} = split(JSON.stringify({items}), 16_384)
    expect(found).to.deep.equal(items)
    expect(batches).to.be.above(3)
  })

  it('refuses an item without an end before it fills the memory', () => {
    const splitter = new ListSplitter(() => {})
    splitter.push(Buffer.from('{"items":[{"a":"'))
    const chunk = Buffer.alloc(1024 * 1024, 'A')
    expect(() => {
      for (let times = 0; times < 64; times += 1) splitter.push(chunk)
    }).to.throw(SyntaxError)
  })

  it('gives what JSON.parse gives, for any list in any pieces', () => {
    const pick = seeded(20_261_122)
    const word = (): string => Array.from({length: pick(70)}, () => 'ab"\\{}[]:,é\n items'[pick(18)] ?? '').join('')
    const value = (depth: number): Json => {
      const kind = pick(depth > 3 ? 3 : 5)
      if (kind === 0) return word()
      if (kind === 1) return pick(1000)
      if (kind === 2) return [null, true, false][pick(3)] ?? null
      if (kind === 3) return Array.from({length: pick(4)}, () => value(depth + 1))
      return Object.fromEntries(
        Array.from({length: pick(4)}, () => [pick(5) === 0 ? 'items' : word(), value(depth + 1)]),
      )
    }
    for (let round = 0; round < 300; round += 1) {
      const list = {
        [word()]: value(0),
        items: Array.from({length: pick(6)}, () => value(0)),
        metadata: {continue: word()},
      }
      const text = JSON.stringify(list, null, pick(3))
      const {items, rest} = split(text, 1 + pick(40))
      expect(items).to.deep.equal(list.items)
      expect(rest).to.deep.equal({...list, items: []})
    }
  })
})
