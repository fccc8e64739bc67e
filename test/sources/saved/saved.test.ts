import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import type {Snapshot} from '../../../src/core/kube/snapshot.ts'
import {saved} from '../../../src/sources/saved/saved.ts'
import {EMPTY, SAMPLE, textOf} from './samples.ts'

const PLAN = {kinds: []}
const SAMPLE_TEXT = textOf(SAMPLE)

const lineOf = (text: string): number => SAMPLE_TEXT.slice(0, SAMPLE_TEXT.indexOf(text)).split('\n').length
const FIRST_OBJECT = lineOf('{"ref"')

/** Reads bytes as standard input would bring them, in pieces of a size. */
const readBytes = (bytes: Buffer, size = 65_536): Promise<Snapshot> =>
  saved('-', async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }).read(PLAN)

const readText = (text: string, size?: number): Promise<Snapshot> => readBytes(Buffer.from(text), size)

const failure = async (reading: Promise<unknown>): Promise<PkiError> => {
  try {
    await reading
  } catch (error) {
    if (error instanceof PkiError) return error
    throw error
  }
  throw new Error('was read')
}

describe('a saved snapshot', () => {
  const directory = mkdtempSync(join(tmpdir(), 'saved-'))
  after(() => rmSync(directory, {recursive: true}))

  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(directory, name), content)
    return join(directory, name)
  }

  it('is what was written', async () => {
    expect(await readText(SAMPLE_TEXT)).to.deep.equal(SAMPLE)
    expect(await readText(textOf(EMPTY))).to.deep.equal(EMPTY)
    expect(await saved(file('a.json', SAMPLE_TEXT)).read(PLAN)).to.deep.equal(SAMPLE)
  })

  it('is the same in pieces of any size, and packed with gzip under any name', async () => {
    for (const size of [1, 7, 4096]) expect(await readText(SAMPLE_TEXT, size)).to.deep.equal(SAMPLE)
    const packed = gzipSync(SAMPLE_TEXT)
    expect(await readBytes(packed, 10)).to.deep.equal(SAMPLE)
    expect(await saved(file('packed.json', packed)).read(PLAN)).to.deep.equal(SAMPLE)
  })

  it('is the same in any layout of JSON', async () => {
    const value = JSON.parse(SAMPLE_TEXT)
    const {objects, ...rest} = value
    const layouts = [
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
      `\ufeff${JSON.stringify({objects, ...rest}, null, 1)}`,
    ]
    for (const layout of layouts) expect(await readText(layout)).to.deep.equal(SAMPLE)
    const edited = SAMPLE_TEXT.replace('"ref":{', '\n  "ref":\n {')
    expect(await saved(file('edited.json', edited)).read(PLAN)).to.deep.equal(SAMPLE)
  })

  it('is the same without its digest, and without a line feed at its end', async () => {
    const undigested = SAMPLE_TEXT.replace(/"digest": .*\n/, '')
    expect(await readText(undigested)).to.deep.equal(SAMPLE)
    expect(await readText(SAMPLE_TEXT.trimEnd())).to.deep.equal(SAMPLE)
  })

  it('passes over members and kinds that a later version may add', async () => {
    const object =
      '{"ref":{"kind":"corp.io/xs","name":"x"},"body":{"apiVersion":"corp.io/v1","kind":"X","metadata":{"name":"x"}},"origin":{"from":"cluster"}}'
    const later = SAMPLE_TEXT.replace('"objects": [\n', `"later": {"a":1},\n"objects": [\n${object},\n`).replace(
      '"coverage": [\n',
      '"coverage": [\n{"kind":"corp.io/xs","world":"closed"},\n',
    )
    expect(await readText(later)).to.deep.equal(SAMPLE)
  })

  it('goes through the door again where it was changed by hand', async () => {
    const key =
      '-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\\n-----END PRIVATE KEY-----\\n'
    const text = SAMPLE_TEXT.replace('Certificate is up to date and has not expired', key)
    const snapshot = await readText(text)
    expect(JSON.stringify(snapshot)).not.to.include('MC4CAQ')
    expect(snapshot.objects.flatMap(({redacted}) => redacted ?? [])).to.deep.include({
      path: 'status.conditions[0].message',
      form: 'private key (PEM)',
    })
  })

  it('of a newer version is told by its first line', async () => {
    for (const layout of [SAMPLE_TEXT, JSON.stringify(JSON.parse(SAMPLE_TEXT))]) {
      const error = await failure(readText(layout.replace('snapshot.v1', 'snapshot.v2')))
      expect([error.code, error.message]).to.deep.equal([
        'E_SNAPSHOT_NEWER',
        'standard input is a snapshot of version 2; this kubectl-pki reads version 1',
      ])
    }
  })

  const broken: readonly (readonly [string, string | Buffer, string])[] = [
    ['an empty file', '', 'standard input is empty'],
    ['garbage', 'garbage', 'standard input is not a snapshot'],
    ['binary garbage', Buffer.alloc(5000, 7), 'standard input is not a snapshot'],
    ['other JSON', '{"apiVersion":"v1"}', 'standard input is not a snapshot'],
    ['JSON that is no object', '[1]', 'standard input is not a snapshot'],
    ['a report', '{"schema":"kubectl-pki/report.v1"}', 'standard input is not a snapshot'],
    ['a schema of another kind', '{"schema":{"a":1},"objects":[]}', 'standard input is not a snapshot'],
    [
      'JSON that is cut off',
      '{"schema":"kubectl-pki/snapshot.v1","objects":[',
      'standard input is not a snapshot: its JSON is cut off',
    ],
    [
      'JSON that is broken',
      '{"schema":"kubectl-pki/snapshot.v1",\n"x":SECRET}',
      'standard input is not a snapshot: it is no JSON',
    ],
    [
      'a snapshot that is cut off between lines',
      SAMPLE_TEXT.split('\n').slice(0, FIRST_OBJECT).join('\n').concat('\n'),
      `is cut off after line ${FIRST_OBJECT}`,
    ],
    ['a snapshot that is cut off in a line', SAMPLE_TEXT.slice(0, 9000), 'is cut off after line'],
    [
      'a snapshot with a broken line',
      SAMPLE_TEXT.replace('{"ref"', '{"ref'),
      `standard input is broken in line ${FIRST_OBJECT}`,
    ],
    [
      'a snapshot without objects',
      '{"schema":"kubectl-pki/snapshot.v1","label":"x","takenAt":"2026-11-22T12:00:00Z"}',
      'standard input has no `served`',
    ],
    [
      'an object that is none',
      SAMPLE_TEXT.replace(/\{"ref".*/, '{"a":1},'),
      `standard input has no object of a snapshot in line ${FIRST_OBJECT}`,
    ],
    [
      'an object of another name',
      SAMPLE_TEXT.replace('"name":"web-0"}', '"name":"web-9"}'),
      `standard input has no object of a snapshot in line ${FIRST_OBJECT}`,
    ],
    [
      'coverage that is none',
      SAMPLE_TEXT.replace('"world":"closed"', '"world":"open","absent":7'),
      `standard input has an entry of \`coverage\` in line ${lineOf('"world":"closed"')} that no snapshot has`,
    ],
    [
      'a reason that is none',
      SAMPLE_TEXT.replace('"unread":{"reason":"unreadable",', '"unread":{'),
      `standard input has an entry of \`coverage\` in line ${lineOf('"unread"')} that no snapshot has`,
    ],
    [
      'a time that is none',
      SAMPLE_TEXT.replace('2026-11-22T12', 'yesterday'),
      'standard input has a `takenAt` in line 4 that no snapshot has',
    ],
    [
      'gzip that is cut off',
      gzipSync(SAMPLE_TEXT).subarray(0, 900),
      'standard input is packed with gzip, and is cut off or damaged',
    ],
    ['gzip of garbage', gzipSync('garbage'), 'standard input is not a snapshot'],
    [
      'more behind the digest',
      SAMPLE_TEXT.replace(/\n\}\n$/, ',\n"objects": [\n{}\n]\n}\n'),
      'standard input is broken in line',
    ],
  ]

  for (const [name, content, message] of broken) {
    it(`says in one sentence what is wrong with ${name}`, async () => {
      const error = await failure(readBytes(Buffer.from(content)))
      expect(error.code).to.equal('E_SNAPSHOT_INVALID')
      expect(error.message).to.include(message)
      expect(error.message).not.to.match(/\n|SECRET/)
    })
  }

  it('says what is wrong with a file that cannot be opened', async () => {
    const missing = await failure(saved(join(directory, 'missing.json')).read(PLAN))
    expect([missing.code, missing.message]).to.deep.equal([
      'E_FILE_MISSING',
      `${join(directory, 'missing.json')} does not exist`,
    ])
    const folder = await failure(saved(directory).read(PLAN))
    expect([folder.code, folder.message]).to.deep.equal(['E_FILE_UNREADABLE', `${directory} is a directory`])
    const long = await failure(saved('x'.repeat(10_000)).read(PLAN))
    expect([long.code, long.exit]).to.deep.equal(['E_FILE_UNREADABLE', 2])
    expect(long.message).to.contain('cannot be read (ENAMETOOLONG)')
  })

  it('says where a file is broken, after having tried to read it in another layout', async () => {
    const error = await failure(saved(file('broken.json', SAMPLE_TEXT.replace('{"ref"', '{"ref'))).read(PLAN))
    expect(error.message).to.equal(`${join(directory, 'broken.json')} is broken in line ${FIRST_OBJECT}`)
  })

  it('gives up a file of garbage without reading all of it', async () => {
    let given = 0
    const endless = async function* () {
      for (; given < 1e9; given += 1e6) yield Buffer.alloc(1e6, 'x')
    }
    expect((await failure(saved('-', endless).read(PLAN))).message).to.equal('standard input is not a snapshot')
    expect(given).to.be.lessThan(1e7)
  })

  it('gives up a line without end, and JSON that is too large to be read whole', async () => {
    const start = Buffer.from(SAMPLE_TEXT.slice(0, 40))
    const line = async function* () {
      yield start
      for (let given = 0; given < 1e9; given += 1e6) yield Buffer.alloc(1e6, 'x')
    }
    const broken = await failure(saved('-', line).read(PLAN))
    expect([broken.code, broken.message]).to.deep.equal(['E_SNAPSHOT_INVALID', 'standard input is broken in line 3'])
    const whole = async function* () {
      yield Buffer.from('{ "a": "')
      const piece = Buffer.alloc(8e6, 'x')
      for (let given = 0; given < 1e9; given += 8e6) yield piece
    }
    const large = await failure(saved('-', whole).read(PLAN))
    expect(large.code).to.equal('E_FILE_TOO_LARGE')
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    controller.abort(new PkiError('E_TIMEOUT', 'it took too long'))
    const error = await failure(saved(file('b.json', SAMPLE_TEXT)).read(PLAN, {signal: controller.signal}))
    expect(error.code).to.equal('E_TIMEOUT')
  })
})
