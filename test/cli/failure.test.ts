import {expect} from 'chai'
import {failureOf} from '../../src/cli/failure.ts'
import {PkiError} from '../../src/core/errors.ts'
import {makeKey} from '../fixtures/make-pki.ts'

const told = (thrown: unknown, verbose = false) => failureOf(thrown, {verbose, command: 'doctor'})

const usage = (message: string): Error => Object.assign(new Error(message), {oclif: {exit: 2}})

describe('what is told of a failure', () => {
  it('is its sentence and the way out, with the exit code of its kind', () => {
    expect(told(new PkiError('E_FILE_MISSING', 'there is no file x'))).to.deep.equal({
      lines: ['error: there is no file x', '       Check the path.'],
      exit: 2,
    })
    expect(told(new PkiError('E_USAGE', 'no')).lines[1]).to.equal('       See `kubectl pki doctor --help`.')
  })

  it('is nothing where the reader has gone, or the user has stopped it', () => {
    expect(told(Object.assign(new Error('x'), {code: 'EPIPE'}))).to.deep.equal({lines: [], exit: 0})
    expect(told(new DOMException('stopped', 'AbortError'))).to.deep.equal({lines: [], exit: 130})
  })

  it('is one line of what the parser refuses, without colours and line breaks', () => {
    const message =
      '\u001b[31mThe following error occurred:\u001b[0m\n  Expected x\n  to be y\nSee more help with --help'
    expect(told(usage(message))).to.deep.equal({
      lines: ['error: expected x; to be y', '       See `kubectl pki doctor --help`.'],
      exit: 2,
    })
    expect(told(usage('command a:b not found')).lines).to.deep.equal([
      'error: there is no command "a b"',
      '       See `kubectl pki --help`.',
    ])
  })

  it('is our mistake where it is anything else, with a stack only for those who ask', () => {
    const {lines, exit} = told(new TypeError('x is not\na function'))
    expect(exit).to.equal(70)
    expect(lines[0]).to.equal('error: TypeError: x is not')
    expect(lines.join('\n')).to.contain('please report it').and.not.contain('    at ')
    expect(told(new TypeError('x'), true).lines.join('\n')).to.contain('    at ')
    expect(told('a text that was thrown').lines[0]).to.equal('error: Error: a text that was thrown')
  })

  it('holds no key and nothing that a terminal obeys', () => {
    const key = makeKey('P-256', 'failure').privateKey.export({type: 'pkcs8', format: 'pem'}) as string
    for (const thrown of [
      new PkiError('E_BUG', `a ${key}`),
      new Error(`a ${key}`),
      usage(`Nonexistent flag: ${key}`),
    ]) {
      const text = told(thrown, true).lines.join('\n')
      expect(text).to.contain('[removed: private key (PEM)]')
      for (const line of key.split('\n').slice(1, -2)) expect(text).to.not.contain(line)
    }
    expect(told(new PkiError('E_BUG', 'a\u001b[2J\u202e\r\nb')).lines[0]).to.equal('error: a\\u{1b}[2J\\u{202e}\\r\\nb')
  })
})
