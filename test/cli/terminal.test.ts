import {expect} from 'chai'
import {terminalOf} from '../../src/cli/terminal.ts'

const UTF8 = {LANG: 'en_US.UTF-8'}
const of = (stream: {isTTY?: boolean; columns?: number}, env: Record<string, string> = UTF8, color = true) =>
  terminalOf(stream, env, {color})

describe('the terminal', () => {
  it('is as wide as it says, within what can be read', () => {
    expect([10, 60, 132, 200, 500].map(columns => of({columns}).width)).to.deep.equal([60, 60, 132, 200, 200])
    expect(of({}).width).to.equal(100)
    expect(of({}, {COLUMNS: '72'}).width).to.equal(72)
    expect(of({}, {COLUMNS: 'many'}).width).to.equal(100)
    expect(of({columns: 90}, {COLUMNS: '72'}).width).to.equal(90)
  })

  it('has colour where a person looks, and as the environment and the flag want it', () => {
    const tty = {isTTY: true}
    expect(of(tty).color).to.equal(true)
    expect(of({}).color).to.equal(false)
    expect(of(tty, {...UTF8, TERM: 'dumb'}).color).to.equal(false)
    expect(of(tty, {...UTF8, NO_COLOR: '1'}).color).to.equal(false)
    expect(of(tty, {...UTF8, NO_COLOR: ''}).color).to.equal(true)
    expect(of({}, {...UTF8, FORCE_COLOR: '1'}).color).to.equal(true)
    expect(of(tty, {...UTF8, FORCE_COLOR: '0'}).color).to.equal(false)
    expect(of({}, {...UTF8, FORCE_COLOR: '1', NO_COLOR: '1'}).color).to.equal(false)
    expect(of({}, {...UTF8, FORCE_COLOR: '1'}, false).color).to.equal(false)
  })

  it('shows more than ASCII where the locale is UTF-8, by the first variable that says something', () => {
    const unicode = (env: Record<string, string>) => of({}, env).unicode
    expect(unicode({LANG: 'C.UTF-8'})).to.equal(true)
    expect(unicode({LANG: 'de_DE.utf8'})).to.equal(true)
    expect(unicode({LANG: 'C'})).to.equal(false)
    expect(unicode({LANG: 'en_US.UTF-8', LC_ALL: 'POSIX'})).to.equal(false)
    expect(unicode({LC_CTYPE: 'C.UTF-8', LANG: 'C'})).to.equal(true)
    expect(unicode({LC_ALL: '', LANG: 'ja_JP.UTF-8'})).to.equal(true)
    expect(unicode({})).to.equal(process.platform !== 'win32')
  })
})
