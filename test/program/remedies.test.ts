import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {parse} from 'yaml'
import {judge} from '../../src/core/doctor/judge.ts'
import {operands} from '../../src/core/doctor/remedies.ts'
import type {Remedy} from '../../src/core/doctor/rule.ts'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import {viewOf} from '../../src/core/kube/view.ts'
import {pasteLines} from '../../src/render/paste.ts'
import {rules} from '../../src/rules/index.ts'
import {SCENE_NOW} from '../support/placeholders.ts'
import {sceneOf} from '../support/rule-case.ts'

/** Names that do something in a shell, or look like flags. An API server takes none of them; files and snapshots may. */
const HOSTILE = [
  ...['$(touch pwned)`touch pwned`', "'; touch pwned; '", '$HOME * ~ #x !! & | <x >pwned', '"', '\\', '%s', '*', "'"],
  ...['-n', '--kubeconfig=/etc/passwd', '', 'x\ny', '\u001b[2J\u202e'],
]

/** The same text everywhere in a value, in place of another. */
const renamed = (value: unknown, names: ReadonlySet<string>, to: string): unknown => {
  if (typeof value === 'string') return names.has(value) ? to : value
  if (Array.isArray(value)) return value.map(each => renamed(each, names, to))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, names, to)]))
}

/** Every object of a snapshot under a hostile name, or in a hostile namespace. */
const hostile = (snapshot: Snapshot, part: 'name' | 'namespace', to: string): Snapshot => {
  const names = new Set(snapshot.objects.flatMap(({ref}) => ref[part] ?? []))
  const cluster = {...snapshot, objects: snapshot.objects.map(object => ({...object, origin: {from: 'cluster'}}))}
  return renamed(cluster, names, to) as Snapshot
}

const SCENES = rules.map(rule => ({
  rule,
  scene: sceneOf([rule.examples.given, rule.examples.bad].filter(Boolean).join('\n---')),
}))

const remediesOf = (part: 'name' | 'namespace', to: string): readonly Remedy[] =>
  SCENES.flatMap(({rule, scene}) =>
    judge(rule, viewOf(hostile(scene, part, to)), SCENE_NOW).judged.flatMap(({finding}) => finding.remedy),
  )

/** Stands for kubectl and the like: notes its words and what it is given on standard input. */
const RECORDER = `#!/bin/sh
{ printf '%s\\037' "\${0##*/}" "$@"; printf '\\036'; case " $* " in *' -f - '*) cat;; esac; printf '\\035'; } >> "$RECORD"
`

describe('the commands of remedies', function () {
  this.timeout(180_000)
  let folder = ''

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'program-remedies-'))
    for (const name of ['kubectl', 'cmctl', 'sops', 'git', 'flux', 'helm']) {
      writeFileSync(join(folder, name), RECORDER)
      chmodSync(join(folder, name), 0o755)
    }
  })

  after(() => rmSync(folder, {recursive: true}))

  /** Pastes lines into a shell; what its programs were given. */
  const paste = (lines: readonly string[]): readonly {readonly words: readonly string[]; readonly stdin: string}[] => {
    const record = join(folder, 'record')
    writeFileSync(record, '')
    const ended = spawnSync('sh', ['-s'], {
      ...{cwd: folder, input: `${lines.join('\n')}\n`, encoding: 'utf8'},
      env: {PATH: `${folder}:${process.env.PATH}`, RECORD: record, HOME: '/nonexistent'},
    })
    expect({status: ended.status, stderr: ended.stderr}, lines.join('\n')).to.deep.equal({status: 0, stderr: ''})
    return readFileSync(record, 'utf8')
      .split('\u001d')
      .slice(0, -1)
      .map(each => {
        const [words = '', stdin = ''] = each.split('\u001e')
        return {words: words.split('\u001f').slice(0, -1), stdin}
      })
  }

  it('take for a flag nothing that a label, a file or a name says', () => {
    expect(operands('web', 'a=b')).to.deep.equal(['web', 'a=b'])
    for (const word of ['-x', '--all', '--kubeconfig=/etc/passwd']) expect(operands('web', word)[0]).to.equal('--')
    const runs = remediesOf('name', '--all').flatMap(({run}) => (run?.includes('--all') ? [run] : []))
    expect(runs.length).to.be.above(5)
    for (const run of runs) expect(run.slice(-2), run.join(' ')).to.deep.equal(['--', '--all'])
  })

  for (const part of ['name', 'namespace'] as const) {
    it(`give programs the words that are meant and nothing else, whatever the ${part} of an object is`, () => {
      let count = 0
      for (const to of HOSTILE) {
        const remedies = remediesOf(part, to).filter(remedy => pasteLines(remedy).length > 0)
        const given = paste(remedies.flatMap(remedy => pasteLines(remedy).map(line => `  ${line}`)))
        expect(given, JSON.stringify(to)).to.have.length(remedies.length)
        for (const [index, {run, apply = []}] of remedies.entries()) {
          const {words = [], stdin = ''} = given[index] ?? {}
          expect(words, JSON.stringify(to)).to.deep.equal(run ?? ['kubectl', 'apply', '-f', '-'])
          if (run === undefined) {
            const wanted = apply.length === 1 ? apply[0] : {apiVersion: 'v1', kind: 'List', items: apply}
            expect(parse(stdin)).to.deep.equal(JSON.parse(JSON.stringify(wanted)))
          } else if (to.startsWith('-')) expect(loose(run, to), run.join(' ')).to.deep.equal([])
          count += 1
        }
      }
      expect(existsSync(join(folder, 'pwned'))).to.equal(false)
      expect(readdirSync(folder).length).to.be.at.most(7)
      expect(count).to.be.above(300)
    })
  }
})

/** Names that a program would take for a flag: those that do not stand behind a flag that takes a value. */
const loose = (run: readonly string[], name: string): readonly string[] => {
  const [word, value, ...rest] = run
  if (word === undefined || word === '--') return []
  if (/^(-n|-p|-f)$/.test(word)) return loose(rest, name)
  const others = value === undefined ? rest : [value, ...rest]
  return word === name ? [word, ...loose(others, name)] : loose(others, name)
}
