import {expect} from 'chai'
import {LineSplitter} from '../../../../src/sources/live/http/line-splitter.ts'

const split = (chunks: readonly (string | Buffer)[]): readonly unknown[] => {
  const lines: unknown[] = []
  const splitter = new LineSplitter(line => lines.push(line))
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return lines
}

describe('a body of lines', () => {
  it('is taken apart wherever its pieces end, in the middle of a character too', () => {
    const bytes = Buffer.from('{"a":"žluťoučký 🔑"}\n\n{"b":2}\r\n{"c":[3]}')
    const wanted = [{a: 'žluťoučký 🔑'}, {b: 2}, {c: [3]}]
    for (let at = 0; at <= bytes.length; at += 1)
      expect(split([bytes.subarray(0, at), bytes.subarray(at)])).to.deep.equal(wanted)
    expect(split(Array.from(bytes, byte => Buffer.of(byte)))).to.deep.equal(wanted)
  })

  it('is refused where a line is no JSON or has no end', () => {
    expect(() => split(['{"a":1}\nnonsense\n'])).to.throw(SyntaxError)
    expect(() => split(Array.from({length: 9}, () => ' '.repeat(1024 * 1024)))).to.throw('a line without an end')
  })
})
