import {execFileSync} from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {gunzipSync} from 'node:zlib'
import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {fileSink} from '../../../src/sources/saved/file-sink.ts'
import {saved} from '../../../src/sources/saved/saved.ts'
import {SAMPLE, textOf} from './samples.ts'

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof PkiError) return error.code
    throw error
  }
  return 'none'
}

describe('fileSink', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sink-'))
  })
  afterEach(() => rmSync(directory, {recursive: true}))

  const path = (name: string): string => join(directory, name)

  it('writes a file that only its owner may read', async () => {
    await fileSink(path('a.json'), {force: false}).write(SAMPLE)
    expect(readFileSync(path('a.json'), 'utf8')).to.equal(textOf(SAMPLE))
    if (process.platform !== 'win32') expect(statSync(path('a.json')).mode & 0o777).to.equal(0o600)
    expect(await saved(path('a.json')).read({kinds: []})).to.deep.equal(SAMPLE)
  })

  it('packs what is called .gz', async () => {
    await fileSink(path('a.json.gz'), {force: false}).write(SAMPLE)
    expect(gunzipSync(readFileSync(path('a.json.gz'))).toString()).to.equal(textOf(SAMPLE))
    expect(await saved(path('a.json.gz')).read({kinds: []})).to.deep.equal(SAMPLE)
  })

  it('refuses a file that is there before anything is read, unless it is told to replace it', async () => {
    writeFileSync(path('a.json'), 'old')
    expect(codeOf(() => fileSink(path('a.json'), {force: false}))).to.equal('E_FILE_EXISTS')
    expect(codeOf(() => fileSink(path('no/a.json'), {force: false}))).to.equal('E_FILE_MISSING')
    await fileSink(path('a.json'), {force: true}).write(SAMPLE)
    expect(readFileSync(path('a.json'), 'utf8')).to.equal(textOf(SAMPLE))
    expect(readdirSync(directory)).to.deep.equal(['a.json'])
  })

  it('leaves nothing behind, and the old file as it was, where writing fails', async () => {
    writeFileSync(path('a.json'), 'old')
    const broken = {
      ...SAMPLE,
      get reviews(): Snapshot['reviews'] {
        throw new Error('broken')
      },
    }
    for (const [name, force] of [
      ['a.json', true],
      ['b.json', false],
    ] as const) {
      const failed = await fileSink(path(name), {force})
        .write(broken)
        .then(() => 'written', String)
      expect(failed).to.equal('Error: broken')
    }
    expect(readFileSync(path('a.json'), 'utf8')).to.equal('old')
    expect(existsSync(path('b.json'))).to.equal(false)
    expect(readdirSync(directory)).to.deep.equal(['a.json'])
  })

  it('says what the file system says', async () => {
    const refusal = async (file: string, force = false) => {
      try {
        await fileSink(file, {force}).write(SAMPLE)
      } catch (error) {
        return error instanceof PkiError ? `${error.code} ${error.message}` : String(error)
      }
      return 'written'
    }
    expect(await refusal(directory, true)).to.equal(`E_FILE_UNREADABLE ${directory} is a directory`)
    const long = path('x'.repeat(300))
    expect(await refusal(long)).to.equal(`E_FILE_UNREADABLE ${long} cannot be written (ENAMETOOLONG)`)
    if (existsSync('/dev/full')) {
      const full = 'E_FILE_UNREADABLE /dev/full cannot be written (ENOSPC)'
      expect([await refusal('/dev/full'), await refusal('/dev/full', true)]).to.deep.equal([full, full])
      expect(statSync('/dev/full').isCharacterDevice()).to.equal(true)
    }
  })

  it('writes through links and into pipes, and replaces neither', async function () {
    if (process.platform === 'win32') this.skip()
    writeFileSync(path('real.json'), 'old')
    symlinkSync('real.json', path('link.json'))
    await fileSink(path('link.json'), {force: true}).write(SAMPLE)
    expect(lstatSync(path('link.json')).isSymbolicLink()).to.equal(true)
    expect(readFileSync(path('real.json'), 'utf8')).to.equal(textOf(SAMPLE))
    execFileSync('mkfifo', [path('pipe')])
    const unread = await fileSink(path('pipe'), {force: false})
      .write(SAMPLE)
      .catch(error => error)
    expect(unread.message).to.equal(`${path('pipe')} cannot be written (ENXIO)`)
    const read = readFile(path('pipe'), 'utf8')
    await new Promise(resolve => setTimeout(resolve, 50))
    await fileSink(path('pipe'), {force: false}).write(SAMPLE)
    expect(await read).to.equal(textOf(SAMPLE))
    expect(readdirSync(directory)).to.have.members(['link.json', 'pipe', 'real.json'])
  })

  it('writes to standard output, and leaves it open', async () => {
    const out = new PassThrough()
    const read = out.toArray()
    await fileSink('-', {force: false}, () => out).write(SAMPLE)
    expect(out.writable).to.equal(true)
    out.end()
    expect(Buffer.concat(await read).toString()).to.equal(textOf(SAMPLE))
  })
})
