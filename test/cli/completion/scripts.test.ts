import {spawnSync} from 'node:child_process'
import {chmodSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {COMPLETION_SCRIPTS} from '../../../src/cli/completion/scripts.ts'
import {temporaryFolder} from '../../sources/live/temporary-folder.ts'

/** Answers as the program does, and writes down what it was asked. */
const PROGRAM = `#!/bin/sh
printf '%s|' "$@" >>"$ASKED"
case "$*" in
  *--output=*) printf -- '--output=json\\tas JSON\\n--output=junit\\n:4\\n' ;;
  *sec*) printf 'secret/\\n:6\\n' ;;
  *-f*) printf ':0\\n' ;;
  *) printf 'doctor\\tFind what is wrong\\n:4\\n' ;;
esac
`

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

describe('the completion scripts', () => {
  const folder = temporaryFolder()

  const run = (shell: string, script: string) => {
    const program = join(folder(), 'kubectl-pki')
    writeFileSync(program, PROGRAM)
    chmodSync(program, 0o755)
    const asked = join(folder(), 'asked')
    writeFileSync(asked, '')
    writeFileSync(join(folder(), 'a file'), '')
    const env = {...process.env, PATH: `${folder()}:${process.env.PATH}`, ASKED: asked}
    const {stdout} = spawnSync(shell, ['-c', script], {cwd: folder(), env, encoding: 'utf8'})
    return {stdout, asked: readFileSync(asked, 'utf8')}
  }

  const inBash = (line: string) =>
    run(
      'bash',
      `${COMPLETION_SCRIPTS.bash}
COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}
_kubectl_pki 2>/dev/null
printf '[%s]' "\${COMPREPLY[@]}"`,
    )

  it('of bash asks for the whole words and offers what bash can put in', function () {
    if (!has('bash')) this.skip()
    expect(inBash('kubectl-pki do')).to.deep.equal({stdout: '[doctor]', asked: '__complete|do|'})
    expect(inBash('kubectl-pki ')).to.deep.equal({stdout: '[doctor]', asked: '__complete||'})
    expect(inBash('kubectl-pki inspect sec').stdout).to.equal('[secret/]')
    expect(inBash('kubectl-pki doctor --output=j')).to.deep.equal({
      stdout: '[json][junit]',
      asked: '__complete|doctor|--output=j|',
    })
    expect(inBash('kubectl-pki doctor -f a').stdout).to.contain('[a file]')
  })

  it('of fish offers what the program says', function () {
    if (!has('fish')) this.skip()
    const {stdout, asked} = run('fish', `${COMPLETION_SCRIPTS.fish}\ncomplete -C 'kubectl-pki do'`)
    expect(stdout).to.equal('doctor\tFind what is wrong\n')
    expect(asked).to.equal('__complete|do|')
  })

  it('of zsh is one', function () {
    if (!has('zsh')) this.skip()
    expect(spawnSync('zsh', ['-n'], {input: COMPLETION_SCRIPTS.zsh}).status).to.equal(0)
  })

  it('of kubectl hands its words on', () => {
    const {stdout, asked} = run('sh', `set -- doctor --ou\n${COMPLETION_SCRIPTS.kubectl}`)
    expect(stdout).to.equal('doctor\tFind what is wrong\n:4\n')
    expect(asked).to.equal('__complete|doctor|--ou|')
  })
})
