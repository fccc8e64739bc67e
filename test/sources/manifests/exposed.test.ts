import {expect} from 'chai'
import {isPrivateKey} from '../../../src/core/kube/door/scrub/forms.ts'
import {scrubText} from '../../../src/core/kube/door/scrub/scrub.ts'
import {type Exposed, exposedIn} from '../../../src/sources/manifests/exposed.ts'
import {LIMITS} from '../../../src/sources/manifests/limits.ts'
import {KEY_FORMS} from '../../core/kube/door/key-forms.ts'
import {makeKey} from '../../fixtures/make-pki.ts'
import {lineOf, read} from './asking.ts'

const {pem} = makeKey('P-256', 'exposed')
const other = makeKey('Ed25519', 'exposed').pem
const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by)
const lines = (text: string, commentsOnly = false): readonly number[] =>
  exposedIn({text, line: 1}, {commentsOnly}).map(({line}) => line)

const UNREAD = 'apiVersion: example.io/v1\nkind: Widget\nmetadata: {name: a}\n'
const PEM: readonly Omit<Exposed, 'line'>[] = [{form: 'private key (PEM)'}]

describe('exposedIn', () => {
  for (const {name, text} of KEY_FORMS) {
    const isKey = scrubText(text).forms.some(isPrivateKey)
    it(`${isKey ? 'finds' : 'does not take for a private key'}: ${name}`, () => {
      const planted = `# a file\nname: x\nvalue: |\n${indented(text, '  ')}\nafter: y\n`
      const found = lines(planted)
      const places = text
        .trimEnd()
        .split('\n')
        .map((_, index) => index + 4)
      if (isKey)
        expect(places)
          .to.include.members([...found])
          .and.not.eql([])
      expect(found.length > 0).to.equal(isKey)
      expect(new Set(found).size).to.equal(found.length)
    })
  }

  it('knows the lines of several, also right behind one another', () => {
    const text = `a\n${pem}${other}b\n\n${pem}`
    const starts = text.split('\n').flatMap((line, index) => (line.startsWith('-----BEGIN') ? [index + 1] : []))
    expect(starts).to.have.length(3)
    expect(lines(text)).to.eql(starts)
    expect(exposedIn({text, line: 101}).map(({line}) => line)).to.eql(starts.map(line => line + 100))
  })

  it('finds nothing in certificates, SOPS and sealed values', () => {
    const text = `a: ENC[AES256_GCM,data:${'Tr7o'.repeat(50)},iv:1=,tag:1=,type:str]\nsops:\n  age:\n  - enc: |\n      -----BEGIN AGE ENCRYPTED FILE-----\n      YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n      -----END AGE ENCRYPTED FILE-----\nencryptedData:\n  tls.key: AgB${'y8fjK2'.repeat(100)}\n`
    expect(lines(text)).to.eql([])
  })

  it('can look at comments alone', () => {
    const commented = indented(pem, '# ')
    expect(lines(`a: |\n${indented(pem, '  ')}`, true)).to.eql([])
    expect(lines(`a: 1 # here\n\n${commented}b: 2\n`, true)).to.eql([3])
    const single = Buffer.from(pem).toString('base64')
    expect(lines(`a: 1\nb: 2 # was ${single}\n`, true)).to.eql([2])
  })

  it('tells no more than anybody would read', () => {
    expect(lines(pem.repeat(100))).to.have.length(LIMITS.entriesPerFile)
  })
})

describe('key material that no object carries', () => {
  it('is found in documents of kinds that are not read, by line', () => {
    const text = `${UNREAD}spec: # top\n  key: |\n${indented(pem, '    ')}`
    expect(read(text).exposed).to.eql([{line: lineOf(text, 'top') + 2, ...PEM[0]}])
  })

  it('is found in what is no manifest, in broken documents and in templates', () => {
    for (const head of [
      'values:\n',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a: b}\ndata:\n',
      '{{ if x }}\nkind: y\n',
    ]) {
      const {exposed} = read(`${head}  key: |\n${indented(pem, '    ')}`)
      expect(exposed, head).to.eql([{line: head.split('\n').length + 1, ...PEM[0]}])
    }
  })

  it('is left to the object that carries it, but for comments', () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  tls.key: |\n${indented(pem, '    ')}`
    expect(read(secret).exposed).to.eql([])
    expect(read(`${secret}# before:\n${indented(other, '# ')}`).exposed.map(({line}) => line)).to.eql([
      secret.split('\n').length + 1,
    ])
  })

  it('is found in the items of a list that are not read', () => {
    const item = (kind: string): string =>
      `- apiVersion: v1\n  kind: ${kind}\n  metadata: {name: a}\n  stringData: {key: ${JSON.stringify(pem)}}\n`
    const list = `apiVersion: v1\nkind: List\nitems:\n${item('Secret')}${item('Widget')}`
    expect(read(list).exposed.map(({line}) => line)).to.eql([11])
    const objects = ['Secret', 'Widget'].map(kind =>
      JSON.stringify({apiVersion: 'v1', kind, metadata: {name: 'a'}, stringData: {key: pem}}),
    )
    expect(read(objects.join('\n')).exposed.map(({line}) => line)).to.eql([2])
  })

  it('is found in a Secret that was not asked for', () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  tls.key: ${Buffer.from(pem).toString('base64')}\n`
    expect(read(secret, {wants: () => false}).exposed.map(({line}) => line)).to.eql([5])
  })
})
