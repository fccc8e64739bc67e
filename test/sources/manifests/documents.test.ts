import {expect} from 'chai'
import {type Document, documentsOf} from '../../../src/sources/manifests/documents.ts'

const cut = (text: string): readonly Document[] => [...documentsOf(text)]

describe('documentsOf', () => {
  it('cuts at markers and knows the line of each document', () => {
    expect(cut('a: 1\n---\nb: 2\n\n--- # comment\nc: 3\n...\nd: 4\n')).to.eql([
      {text: 'a: 1\n', line: 1},
      {text: 'b: 2\n\n', line: 3},
      {text: 'c: 3\n', line: 6},
      {text: 'd: 4\n', line: 8},
    ])
  })

  it('takes a marker in the first column only, and only a whole one', () => {
    expect(cut('a: |\n  ---\n  b\n----\n---x: 1\n')).to.have.length(1)
  })

  it('works with CRLF, without a last line break, and with nothing but markers', () => {
    expect(cut('a: 1\r\n---\r\nb: 2').map(({line}) => line)).to.eql([1, 3])
    expect(cut('---\n---\n...\n---')).to.eql([])
    expect(cut('')).to.eql([])
  })

  it('keeps directives with their document', () => {
    const [first, second] = cut('# why\n%YAML 1.1\n---\na: 1\n...\n%TAG ! x\n---\nb: 2\n')
    expect(first).to.eql({text: '# why\n%YAML 1.1\n---\na: 1\n', line: 1})
    expect(second).to.eql({text: '%TAG ! x\n---\nb: 2\n', line: 6})
  })

  it('keeps what stands behind a marker on its line', () => {
    expect(cut('--- {a: 1}\n--- |\n  x\n')).to.eql([
      {text: '--- {a: 1}\n', line: 1},
      {text: '--- |\n  x\n', line: 2},
    ])
  })

  it('loses no character of a document, whatever its text', () => {
    const parts = ['a: 1\n', '# c\n', 'b:\n  - x\n', '"---"\n', ' ---\n', 'x: |\n  ...\n']
    for (let seed = 0; seed < 200; seed++) {
      const chosen = Array.from(
        {length: 5},
        (_, index) => parts[(seed * 7 + index * (seed % 5) + index) % parts.length] ?? '',
      )
      const found = cut(chosen.join('---\n'))
      expect(found.map(({text}) => text)).to.eql(chosen)
    }
  })
})
