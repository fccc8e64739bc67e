import {chmodSync, mkdirSync, symlinkSync} from 'node:fs'
import {relative} from 'node:path'
import {expect} from 'chai'
import {PkiError} from '../../../src/core/errors.ts'
import {makeKey} from '../../fixtures/make-pki.ts'
import {type Folder, folder, manifest, NOW, readAll, refs} from './folder.ts'

const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading
  } catch (error) {
    if (error instanceof PkiError) return `${error.code} ${error.message}`
    throw error
  }
  return 'no error'
}

const {pem} = makeKey('P-256', 'manifests')

describe('manifests', () => {
  let dir: Folder
  beforeEach(() => {
    dir = folder()
  })
  afterEach(() => dir.remove())

  it('reads files of every extension of manifests, in all directories but hidden ones', async () => {
    dir.write({
      'a.yaml': manifest('Secret', 'a'),
      'b/c/d.yml': manifest('Secret', 'd'),
      'b/e.JSON': manifest('Secret', 'e'),
      'b/readme.md': manifest('Secret', 'no'),
      '.git/f.yaml': manifest('Secret', 'no'),
      '.github/g.yaml': manifest('Secret', 'no'),
      'node_modules/h/h.yaml': manifest('Secret', 'no'),
      '.hidden.yaml': manifest('Secret', 'hidden-file'),
    })
    expect(refs(await readAll({paths: [dir.path]}))).to.eql(
      ['a', 'd', 'e', 'hidden-file'].map(name => `Secret/default/${name}`),
    )
  })

  it('tells where and when: label, time, file and line', async () => {
    dir.write({'x/a.yaml': `---\n${manifest('ClusterIssuer', 'a')}`})
    const given = relative('.', dir.path)
    const snapshot = await readAll({paths: [`${given}/`]})
    expect(snapshot.label).to.equal(`${given}/`)
    expect(snapshot.takenAt).to.equal(NOW.toISOString())
    expect(snapshot.objects[0]?.origin).to.deep.include({from: 'file', file: `${given}/x/a.yaml`})
    const {origin} = snapshot.objects[0] ?? {}
    expect(origin?.from === 'file' && origin.lines).to.include({'': 2, kind: 4, 'metadata.name': 6})
    expect(snapshot.served).to.deep.include({known: false})
  })

  it('leaves `./` out of what it shows', async () => {
    dir.write({'a.yaml': manifest('ClusterIssuer', 'a')})
    const {objects} = await readAll({paths: [`./${relative('.', dir.path)}`]})
    expect(objects[0]?.origin).to.deep.include({file: `${relative('.', dir.path)}/a.yaml`})
  })

  it('reads stdin once, beside files, and lets the later of two with one name count', async () => {
    dir.write({'a.yaml': manifest('ClusterIssuer', 'a', {spec: {selfSigned: {}}})})
    const stdin = (async function* () {
      yield manifest('ClusterIssuer', 'a', {spec: {ca: {secretName: 'x'}}})
      yield Buffer.from(manifest('ClusterIssuer', 'b'))
    })()
    const snapshot = await readAll({paths: ['-', dir.path, '-'], stdin})
    expect(refs(snapshot)).to.eql(['ClusterIssuer/a', 'ClusterIssuer/b'])
    expect(snapshot.objects[0]?.body.spec).to.eql({ca: {secretName: 'x'}})
    expect(snapshot.unreadable[0]).to.include({what: `${dir.path}/a.yaml`, line: 1, wasRead: true})
    expect(snapshot.unreadable[0]?.detail).to.include('declared again in stdin:1')
    expect(snapshot.label).to.equal(`stdin, ${dir.path}, stdin`)
  })

  it('tells a key that stands twice as something that was read, and what is broken as what was not', async () => {
    dir.write({
      'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\nspec: {}\nspec: {}\n',
      'b.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a: b}\n',
    })
    const {unreadable} = await readAll({paths: [dir.path]})
    expect(unreadable.map(({line, wasRead}) => [line, wasRead])).to.eql([
      [5, true],
      [3, undefined],
    ])
  })

  it('counts a file once, however often it is named', async () => {
    dir.write({'a.yaml': manifest('Secret', 'a', {type: 'x'})})
    const {objects, unreadable} = await readAll({paths: [dir.path, dir.at('a.yaml'), `${dir.path}/.`]})
    expect(objects).to.have.length(1)
    expect(unreadable).to.eql([])
  })

  it('lets no private key through the door, and knows the line where it stood', async () => {
    const stringData = `stringData:\n  tls.key: |\n${pem.replaceAll(/^(?=.)/gm, '    ')}`
    dir.write({'a.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n${stringData}`})
    const snapshot = await readAll({paths: [dir.path]})
    expect(JSON.stringify(snapshot)).not.to.include(pem.split('\n')[1])
    const [{redacted, origin} = {redacted: [], origin: undefined}] = snapshot.objects
    expect(redacted).to.have.length(1)
    expect(origin?.from === 'file' && origin.lines[redacted?.[0]?.path ?? '']).to.equal(5)
    expect(snapshot.exposed).to.eql([])
  })

  it('finds private keys in files that are no manifests', async () => {
    dir.write({
      'a.yaml': manifest('ClusterIssuer', 'a'),
      'tls/server.key': pem,
      '.env': `# keys\nKEY="${pem.replaceAll('\n', '\\n')}"\n`,
      'server.der': makeKey('P-256', 'manifests').privateKey.export({type: 'pkcs8', format: 'der'}),
      'windows.txt': Buffer.from(`\ufeffa\r\n${pem}`, 'utf16le'),
      'latin.txt': Buffer.concat([Buffer.from([0xe9, 10]), Buffer.from(pem)]),
      'large.txt': `${'x\n'.repeat(600_000)}${pem}`,
      '.git/key': pem,
    })
    const {exposed, unreadable} = await readAll({paths: [dir.path]})
    expect(exposed.map(({file, line}) => [file.slice(dir.path.length + 1), line])).to.eql([
      ['.env', 2],
      ['latin.txt', 2],
      ['server.der', 1],
      ['tls/server.key', 1],
      ['windows.txt', 2],
    ])
    expect(unreadable).to.eql([])
  })

  it('takes patches and the inputs of generators for what they are', async () => {
    dir.write({
      'kustomization.yaml':
        'resources: [a.yaml]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: c, files: [x=input.yaml]}]\nsecretGenerator: [{name: s, files: [tls.key]}]\n',
      'a.yaml': manifest('Certificate', 'a'),
      'patch.yaml': manifest('Certificate', 'patched'),
      'input.yaml': manifest('Certificate', 'input'),
      'values.yaml': 'a: b\n',
      'json-patch.yaml': '- op: remove\n  path: /spec\n',
      'tls.key': pem,
    })
    const snapshot = await readAll({paths: [dir.path]})
    expect(refs(snapshot)).to.eql(['Certificate/default/a'])
    expect(snapshot.exposed.map(({file}) => file)).to.eql([dir.at('tls.key')])
    expect(refs(await readAll({paths: [dir.at('patch.yaml')]}))).to.eql(['Certificate/default/patched'])
  })

  it('tells objects without a name', async () => {
    dir.write({'a.yaml': `---\n${manifest('ClusterIssuer', '')}---\n${manifest('ClusterIssuer', 'a')}`})
    const {unreadable} = await readAll({paths: [dir.path]})
    expect(unreadable).to.eql([{what: dir.at('a.yaml'), line: 2, detail: 'a ClusterIssuer has no name'}])
  })

  it('reads only what the plan asks for', async () => {
    dir.write({'a.yaml': manifest('Secret', 'a') + manifest('HelmRelease', 'b') + manifest('ClusterIssuer', 'c')})
    const snapshot = await readAll({paths: [dir.path]}, ['cert-manager.io/clusterissuers'])
    expect(refs(snapshot)).to.eql(['ClusterIssuer/c'])
    expect(snapshot.coverage).to.eql([{kind: 'cert-manager.io/clusterissuers', world: 'open'}])
  })

  it('can be interrupted', async () => {
    dir.write({'a.yaml': manifest('Secret', 'a').repeat(2000), 'b.yaml': manifest('Secret', 'b')})
    const {manifests} = await import('../../../src/sources/manifests/manifests.ts')
    const source = manifests({
      paths: [dir.path],
      complete: false,
      stdin: (async function* () {})(),
      env: {},
      clock: () => NOW,
    })
    const reason = new Error('Ctrl-C')
    const reading = source.read({kinds: ['core/secrets']}, {signal: AbortSignal.abort(reason)})
    expect(await reading.catch((error: unknown) => error)).to.equal(reason)
  })

  describe('on what cannot be read', () => {
    it('names a path that does not exist, and says so of a URL', async () => {
      expect(await codeOf(readAll({paths: [dir.at('none')]}))).to.equal(
        `E_FILE_MISSING ${dir.at('none')}: it does not exist`,
      )
      expect(await codeOf(readAll({paths: [dir.at('a\0b')]}))).to.match(/^E_FILE_/)
      expect(await codeOf(readAll({paths: ['https://example.com/a.yaml']}))).to.match(/^E_FILE_MISSING https:/)
    })

    it('says where there is nothing to look at', async () => {
      expect(await codeOf(readAll({paths: [dir.path]}))).to.match(/^E_NO_MANIFESTS .*holds no Kubernetes manifest$/)
      dir.write({'values.yaml': 'a: b\n', 'notes.txt': 'kind: Secret\n'})
      expect(await codeOf(readAll({paths: [dir.path]}))).to.match(/^E_NO_MANIFESTS/)
      expect(await codeOf(readAll({paths: [dir.at('values.yaml')]}))).to.match(/^E_NO_MANIFESTS/)
      expect(await codeOf(readAll({paths: ['-']}))).to.equal('E_NO_MANIFESTS stdin holds no Kubernetes manifest')
      dir.write({'a/a.yaml': manifest('Secret', 'a'), 'b/b.txt': ''})
      expect(await codeOf(readAll({paths: [dir.at('a'), dir.at('b')]}))).to.include(dir.at('b'))
    })

    it('refuses a large file that was named, and goes on behind one that was not', async () => {
      const large = Buffer.alloc(33 * 1024 * 1024, 'a: b\n')
      dir.write({'large.yaml': large, 'b.yaml': manifest('ClusterIssuer', 'b')})
      expect(await codeOf(readAll({paths: [dir.at('large.yaml')]}))).to.match(/^E_FILE_TOO_LARGE .*larger than 32 MiB$/)
      const snapshot = await readAll({paths: [dir.path], complete: true})
      expect(refs(snapshot)).to.eql(['ClusterIssuer/b'])
      expect(snapshot.unreadable).to.eql([{what: dir.at('large.yaml'), detail: 'it is larger than 32 MiB'}])
      expect(snapshot.coverage.filter(({world}) => world === 'closed')).to.eql([])
      const stdin = (async function* () {
        yield large
      })()
      expect(await codeOf(readAll({paths: ['-'], stdin}))).to.match(/^E_FILE_TOO_LARGE stdin/)
    })

    it('goes on behind binary and foreign text, and says so', async () => {
      dir.write({
        'a.yaml': manifest('ClusterIssuer', 'a'),
        'binary.yaml': Buffer.from([0, 1, 2]),
        'utf16.yaml': Buffer.from(`\ufeff${manifest('Secret', 'a')}`, 'utf16le'),
        'latin.yaml': Buffer.from('a: \xe9\n', 'latin1'),
        'bom.yaml': `\ufeff${manifest('ClusterIssuer', 'bom')}`,
      })
      const snapshot = await readAll({paths: [dir.path]})
      expect(refs(snapshot)).to.eql(['ClusterIssuer/a', 'ClusterIssuer/bom'])
      expect(snapshot.unreadable.map(({detail}) => detail)).to.eql([
        'it is no text',
        'it is in an encoding other than UTF-8',
        'it is in UTF-16',
      ])
    })

    it('goes on behind what it may not read, unless it was named', async () => {
      dir.write({'a.yaml': manifest('ClusterIssuer', 'a'), 'secret.yaml': 'x', 'closed/b.yaml': 'x', 'c.key': pem})
      chmodSync(dir.path, 0o755)
      for (const name of ['secret.yaml', 'closed', 'c.key']) chmodSync(dir.at(name), 0)
      const isRoot = process.getuid?.() === 0
      if (isRoot) process.seteuid?.(65_534)
      try {
        expect(await codeOf(readAll({paths: [dir.at('secret.yaml')]}))).to.match(/^E_FILE_UNREADABLE .*may not read/)
        expect(await codeOf(readAll({paths: [dir.at('closed')]}))).to.match(/^E_FILE_UNREADABLE .*may not read/)
        const {unreadable, coverage} = await readAll({paths: [dir.path], complete: true})
        expect(unreadable.map(({what}) => what)).to.have.members(['secret.yaml', 'closed', 'c.key'].map(dir.at))
        expect(coverage.every(({world}) => world === 'open')).to.equal(true)
      } finally {
        if (isRoot) process.seteuid?.(0)
        chmodSync(dir.at('closed'), 0o700)
      }
    })

    it('follows links to files of the tree only, and never in circles', async () => {
      const outside = folder({'out.yaml': manifest('Secret', 'out')})
      dir.write({'..data/mounted.yaml': manifest('Secret', 'mounted'), 'a/a.yaml': manifest('Secret', 'a')})
      symlinkSync('..data/mounted.yaml', dir.at('mounted.yaml'))
      symlinkSync('a/a.yaml', dir.at('again.yaml'))
      symlinkSync('..', dir.at('a/up'))
      symlinkSync('loop.yaml', dir.at('loop.yaml'))
      symlinkSync(outside.at('out.yaml'), dir.at('out.yaml'))
      symlinkSync(outside.path, dir.at('outside'))
      const snapshot = await readAll({paths: [dir.path]})
      outside.remove()
      expect(refs(snapshot)).to.eql(['Secret/default/a', 'Secret/default/mounted'])
      expect(snapshot.unreadable).to.have.deep.members([
        {what: dir.at('loop.yaml'), detail: 'it is a symbolic link to itself'},
        {what: dir.at('out.yaml'), detail: 'it is a symbolic link that leads out of the directory'},
      ])
      expect(await codeOf(readAll({paths: [dir.at('loop.yaml')]}))).to.match(/^E_FILE_UNREADABLE/)
    })

    it('reads files with hostile names', async () => {
      const names = ['-rf.yaml', 'a\nb.yaml', '\u001b[31m.yaml', '$(id).yaml', '\u202e.yaml', '\'".yaml', ' .yaml']
      dir.write(Object.fromEntries(names.map((name, index) => [name, manifest('Secret', `s${index}`)])))
      mkdirSync(Buffer.concat([Buffer.from(`${dir.path}/`), Buffer.from([0xff, 0xfe])]))
      const odd = Buffer.concat([Buffer.from(`${dir.path}/`), Buffer.from([0xff, 0xfe]), Buffer.from('/x.yaml')])
      const {writeFileSync} = await import('node:fs')
      writeFileSync(odd, manifest('Secret', 'odd'))
      const snapshot = await readAll({paths: [dir.path]})
      expect(snapshot.objects).to.have.length(names.length + 1)
      expect(snapshot.unreadable).to.eql([])
    })
  })
})
