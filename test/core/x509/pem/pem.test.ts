import {expect} from 'chai'
import {readCertificates} from '../../../../src/core/x509/pem/bundle.ts'
import {parsePem} from '../../../../src/core/x509/pem/pem.ts'
import {pem} from '../../../fixtures/der-writer.ts'
import {makePki} from '../../../fixtures/make-pki.ts'

const X = pem('X', Buffer.from('hello'))
const Y = pem('Y Z', Buffer.alloc(100, 7))

const found = (text: string) =>
  parsePem(text).blocks.map(({label, der, line}) => [label, Buffer.from(der).toString('hex').slice(0, 10), line])
const problems = (text: string) => parsePem(text).problems.map(({line, detail}) => `${line}: ${detail}`)

describe('parsePem', () => {
  it('finds several blocks with text around them, and their lines', () => {
    const text = `# first\n\n${X}between\n${Y}after`
    expect(found(text)).to.deep.equal([
      ['X', '68656c6c6f', 3],
      ['Y Z', '0707070707', 7],
    ])
    expect(parsePem(text).blocks.map(({offset}) => text.slice(offset, offset + 10))).to.deep.equal([
      '-----BEGIN',
      '-----BEGIN',
    ])
    expect(problems(text)).to.deep.equal([])
  })

  it('reads CRLF, trailing white space, spaces in the base64, and a last line without a break', () => {
    for (const text of [
      X.replaceAll('\n', '\r\n'),
      X.replaceAll('\n', ' \t\n'),
      X.replace('aGVs', ' a G\tV\ns'),
      X.trim(),
    ]) {
      expect(found(text), JSON.stringify(text)).to.deep.equal([['X', '68656c6c6f', 1]])
    }
  })

  it('reads headers and empty blocks', () => {
    const text = '-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: a:b\n\naGVsbG8=\n-----END X-----\n'
    expect(parsePem(text).blocks[0]?.headers).to.deep.equal({'Proc-Type': '4,ENCRYPTED', 'DEK-Info': 'a:b'})
    expect(found('-----BEGIN X-----\n-----END X-----\n')).to.deep.equal([['X', '', 1]])
    const hostile = parsePem('-----BEGIN X-----\n__proto__: y\n\naGVsbG8=\n-----END X-----\n')
    expect(Object.getPrototypeOf(hostile.blocks[0]?.headers)).to.equal(Object.prototype)
  })

  it('says why Go does not see a block', () => {
    expect(problems(`\ufeff${X}`)).to.deep.equal([
      '1: BEGIN follows a byte order mark, so Go programs do not see this block',
    ])
    expect(problems(`a: ${X}`)).to.deep.equal([
      '1: BEGIN is not at the start of its line, so Go programs do not see this block',
    ])
    expect(problems(X.replace('END X', 'END Y'))).to.deep.equal(['1: BEGIN X is closed by another END line'])
    expect(problems(X.replace('BEGIN X-----', 'BEGIN X---'))).to.deep.equal([
      '1: BEGIN line does not end with five dashes',
    ])
    expect(problems(X.replace('END X-----', 'END X----- x'))).to.deep.equal([
      '1: BEGIN X is closed by another END line',
    ])
    expect(problems('\n-----END X-----\n')).to.deep.equal(['2: END has no BEGIN before it'])
    expect(problems(`\n${X.slice(0, 24)}`)).to.deep.equal(['2: BEGIN has no END after it'])
    expect(problems('-----BEGIN X-----\na: b\n-----END X-----\n')).to.deep.equal([
      '1: X has nothing behind its header lines',
    ])
    for (const wrong of ['aGVsbG8', 'aGVs-G8=', 'a===', '=GVs', 'aGVsbG8=aGVs', '\u00e9GVs']) {
      expect(problems(X.replace('aGVsbG8=', wrong)), wrong).to.deep.equal(['1: X holds something that is no base64'])
    }
  })

  it('goes on behind a broken block, and skips a BEGIN without an END', () => {
    expect(found(`${X.replace('aGVs', '!')}${Y}`)).to.deep.equal([['Y Z', '0707070707', 4]])
    expect(found(`-----BEGIN A-----\nabc\n${X}`)).to.deep.equal([['X', '68656c6c6f', 3]])
    expect(found(`-----BEGIN A-----\nabc\n-----END B-----\n${X}`)).to.deep.equal([['X', '68656c6c6f', 4]])
  })

  it('never shows what a block holds, and cuts labels', () => {
    const secret = 'c2VjcmV0IHNlY3JldCBzZWNyZXQ'
    const text = `-----BEGIN ${'L\u001b'.repeat(100)}-----\n${secret}!\n-----END ${'L\u001b'.repeat(100)}-----\n`
    const [problem = ''] = problems(text)
    expect(problem).to.match(/^1: (L\?){20} holds something/)
    expect(problem).not.to.include(secret.slice(0, 8))
  })

  it('does not read more than 16 MiB', () => {
    expect(problems(' '.repeat(16 * 1024 * 1024 + 1))).to.deep.equal(['1: is larger than 16 MiB'])
  })
})

describe('readCertificates', () => {
  const pki = makePki()
  const root = pki.ca('root')
  const leaf = root.leaf('leaf')

  it('reads the certificates of a bundle in order, with their lines', () => {
    const {certificates, lines, problems} = readCertificates(`leaf\n${leaf.pem}${leaf.keyPem}${root.pem}`)
    expect(certificates.map(({subject}) => String(subject))).to.deep.equal(['CN=leaf', 'CN=root'])
    expect(lines[0]).to.equal(2)
    expect(certificates[0]?.fingerprint).to.equal(leaf.certificate.fingerprint)
    expect(problems).to.deep.equal([])
  })

  it('names every certificate that is skipped', () => {
    const trusted = root.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')
    const headers = root.pem.replace('-----\n', '-----\na: b\n\n')
    const cut = pem('CERTIFICATE', root.der.subarray(0, 100))
    const {certificates, problems} = readCertificates(trusted + headers + cut + leaf.pem)
    expect(certificates).to.have.length(1)
    expect(problems.map(({detail}) => detail)).to.deep.equal([
      'TRUSTED CERTIFICATE is a label that Go programs skip',
      'CERTIFICATE has header lines, so Go programs skip it',
      'CERTIFICATE cannot be read: certificate is longer than what holds it at byte 0',
    ])
    expect(problems.map(({line}) => line)).to.deep.equal([...problems.map(({line}) => line)].sort((a, b) => a - b))
  })
})
