import {expect} from 'chai'
import stringWidth from 'string-width'
import {drawListing, type Listing} from '../../../src/render/draw/listing.ts'
import type {Terminal} from '../../../src/render/terminal.ts'

const terminal = (width: number, more: Partial<Terminal> = {}): Terminal => ({
  width,
  color: false,
  unicode: true,
  ...more,
})

const LISTING: Listing = {
  columns: [{title: 'NAME'}, {title: 'FOR', least: 6, droppable: 1}, {title: 'LEFT'}],
  noteTitle: 'PROBLEM',
  rows: [
    {cells: [{text: 'secret/web'}, {text: 'web.shop.example'}, {text: '3 days'}]},
    {
      cells: [{text: 'secret/證明'}, {text: 'b'}, {text: '-'}],
      note: {text: 'the issuer says that it cannot sign this request today', style: 'red'},
    },
  ],
  isWhole: false,
}

describe('a listing', () => {
  it('has the notes beside where they fit', () => {
    expect(drawListing(LISTING, terminal(120)).split('\n')).to.deep.equal([
      'NAME          FOR                LEFT     PROBLEM',
      'secret/web    web.shop.example   3 days   -',
      'secret/證明   b                  -        the issuer says that it cannot sign this request today',
      '',
    ])
  })

  it('cuts what may be cut, then has the notes below, and never cuts a name', () => {
    expect(drawListing(LISTING, terminal(34)).split('\n')).to.deep.equal([
      'NAME          FOR           LEFT',
      'secret/web    web.shop.e…   3 days',
      'secret/證明   b             -',
      '  ✗ the issuer says that it cannot',
      '    sign this request today',
      '',
    ])
  })

  it('leaves columns out before it breaks lines', () => {
    const lines = drawListing(LISTING, terminal(24)).split('\n')
    expect(lines[0]).to.equal('NAME          LEFT')
    expect(Math.max(...lines.map(each => stringWidth(each)))).to.be.at.most(24)
  })

  it('is whole where nobody looks at it', () => {
    expect(drawListing(LISTING, terminal(24, {isUnbounded: true}))).to.equal(drawListing(LISTING, terminal(200)))
    expect(drawListing({...LISTING, isWhole: true}, terminal(24))).to.equal(drawListing(LISTING, terminal(200)))
  })

  it('colours cells and notes without moving them', () => {
    const start = String.fromCharCode(27)
    const drawn = drawListing(LISTING, terminal(120, {color: true}))
    expect(drawn).to.include(`${start}[31mthe issuer`)
    expect(drawn.replaceAll(new RegExp(`${start}\\[\\d+m`, 'g'), '').replaceAll(/ +\n/g, '\n')).to.equal(
      drawListing(LISTING, terminal(120)),
    )
  })

  it('has no column for notes where there are none, and nothing at all where there is nothing', () => {
    const [first] = LISTING.rows
    expect(drawListing({...LISTING, rows: first === undefined ? [] : [first]}, terminal(80)).split('\n')[0]).to.equal(
      'NAME         FOR                LEFT',
    )
    expect(drawListing({...LISTING, rows: []}, terminal(80))).to.equal('')
  })
})
