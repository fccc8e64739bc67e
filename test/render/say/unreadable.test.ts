import {expect} from 'chai'
import {unreadableBlocks} from '../../../src/render/say/unreadable.ts'

const texts = (blocks: ReturnType<typeof unreadableBlocks>): readonly string[] =>
  blocks.map(block => (block.is === 'remark' ? block.text : block.is))

const template = (line: number, what = `chart/${line}.yaml`) => ({what, line, detail: 'it is a template'})

describe('what could not be read', () => {
  const chart = [1, 2, 3, 4, 5].map(line => template(line))

  it('is one line where many places share a reason, and a line for each otherwise', () => {
    const broken = {what: 'a.yaml', detail: 'it is no text'}
    expect(texts(unreadableBlocks([...chart, broken], {wide: false}))).to.eql([
      '5 places in chart/1.yaml, chart/2.yaml, chart/3.yaml and 2 more files could not be read (-o wide shows all): it is a template',
      'a.yaml could not be read: it is no text',
    ])
    expect(texts(unreadableBlocks(chart.slice(0, 2), {wide: false}))).to.eql([
      'chart/1.yaml:1 could not be read: it is a template',
      'chart/2.yaml:2 could not be read: it is a template',
    ])
  })

  it('is told as what it is where it was read', () => {
    const detail = 'secret/a is declared again in b.yaml:1, and only that one is judged'
    const twice = (line: number) => ({what: 'a.yaml', line, detail, wasRead: true as const})
    expect(texts(unreadableBlocks([twice(3)], {wide: false}))).to.eql([`a.yaml:3: ${detail}`])
    expect(texts(unreadableBlocks([1, 2, 3, 4].map(twice), {wide: false}))).to.eql([
      `4 places in a.yaml (-o wide shows all): ${detail}`,
    ])
    const own = Array.from({length: 13}, (_, line) => ({...twice(line + 1), detail: `reason ${line}`}))
    expect(texts(unreadableBlocks(own, {wide: false})).at(-1)).to.equal('3 more such places (-o wide shows all)')
    const mixed = [...own.slice(0, 12), template(1)]
    expect(texts(unreadableBlocks(mixed, {wide: false})).at(-1)).to.equal('3 more such places (-o wide shows all)')
    // One reason, but not one thing to say of both.
    expect(texts(unreadableBlocks([twice(1), {what: 'c.yaml', detail}], {wide: false}))).to.eql([
      `a.yaml:1: ${detail}`,
      `c.yaml could not be read: ${detail}`,
    ])
  })

  it('is all there where all is asked for', () => {
    expect(unreadableBlocks(chart, {wide: true})).to.have.lengthOf(5)
  })

  it('says how much more there is, counted by place', () => {
    const own = Array.from({length: 14}, (_, at) => ({what: `b${at}.yaml`, line: 1, detail: `reason ${at}`}))
    const said = texts(unreadableBlocks([...own, ...chart], {wide: false}))
    expect(said).to.have.lengthOf(11)
    expect(said.at(-1)).to.equal('9 more could not be read (-o wide shows all)')
    const oneFile = [1, 2, 3, 4].map(line => template(line, 'all.yaml'))
    expect(texts(unreadableBlocks(oneFile, {wide: false}))[0]).to.match(/^4 places in all\.yaml could not be read/)
  })
})
