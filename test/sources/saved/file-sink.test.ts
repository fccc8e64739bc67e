import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
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

  it('writes to standard output, and leaves it open', async () => {
    const out = new PassThrough()
    const read = out.toArray()
    await fileSink('-', {force: false}, () => out).write(SAMPLE)
    expect(out.writable).to.equal(true)
    out.end()
    expect(Buffer.concat(await read).toString()).to.equal(textOf(SAMPLE))
  })
})
