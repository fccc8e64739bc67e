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
