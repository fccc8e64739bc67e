import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import type {Snapshot} from '../../src/core/kube/snapshot.ts'
import {reportFormats} from '../../src/render/index.ts'
import {inspectionFormats} from '../../src/render/inspection-formats.ts'
import {rules} from '../../src/rules/index.ts'
import {sceneOf} from '../support/rule-case.ts'
import {inPairs, runProgram} from './run-program.ts'

/** What a terminal obeys, what a reader cannot see, and line ends that would make one answer look like two. */
const EVIL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u2066\u200b\u2028\r\n✗ PKI999 faked\u0000\ufeff\ud800'

/** The same as a word of a command line can hold it. */
const TYPED = EVIL.replaceAll('\u0000', '').toWellFormed()

/** Everything that a terminal must not be given; a line feed is ours. */
const OBEYED = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u

/** Fields that are prose or names and not structure. */
const TOLD = new Set(['message', 'note', 'reason', 'name', 'namespace', 'label', 'file', 'commonName', 'serverVersion'])

/** Hostile text behind every name and every sentence, the same behind the same, so that references still lead somewhere. */
const spoiled = (value: unknown, names: ReadonlySet<string>, field = ''): unknown => {
  if (typeof value === 'string') return names.has(value) || TOLD.has(field) ? `${value}${EVIL}` : value
  if (Array.isArray(value)) return value.map(each => spoiled(each, names, field))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoiled(each, names, key)]))
}

const spoiledScenes = (): Snapshot => {
  const scenes = rules.map(({examples: {given, bad}}) => sceneOf([given, bad].filter(Boolean).join('\n---')))
  const all = scenes.flatMap((scene, index) => {
    const names = new Set(scene.objects.flatMap(({ref}) => [ref.name, ...(ref.namespace ? [ref.namespace] : [])]))
    return (spoiled(scene.objects, names) as Snapshot['objects']).map(object => spread(object, index))
  })
  const first = scenes[0] as Snapshot
  const kinds = new Set(all.map(({ref}) => ref.kind))
  return {
    ...first,
    label: `prod${EVIL}`,
    serverVersion: `v1.36.0${EVIL}`,
    unreadable: [{what: `a${EVIL}`, line: 1, detail: `b${EVIL}`}],
    exposed: [{file: `c${EVIL}`, line: 1, form: `private key (PEM)${EVIL}`}],
    coverage: [...kinds].map((kind, index) =>
      index % 7 === 6
        ? {kind, world: 'none', because: {reason: 'unreachable', detail: `d${EVIL}`}}
        : {kind, world: 'closed'},
    ),
    objects: all,
  }
}

/** Objects of different examples would hide each other: half of the examples come from a file with a hostile name. */
const spread = (object: Snapshot['objects'][number], index: number): Snapshot['objects'][number] =>
  index % 2 === 0 ? object : {...object, origin: {from: 'file', file: `f${index}${EVIL}`, lines: {'': 1}}}

describe('hostile text', function () {
  this.timeout(180_000)
  let folder = ''

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'program-hostile-'))
    writeFileSync(join(folder, 'evil.json'), JSON.stringify(spoiledScenes()))
    writeFileSync(join(folder, `file${TYPED}.yaml`.replaceAll('/', '')), 'kind: [')
  })

  after(() => rmSync(folder, {recursive: true}))

  const runs = [
    ...Object.keys(reportFormats).map(format => ['doctor', '--snapshot', 'evil.json', '-o', format]),
    ...Object.keys(inspectionFormats).map(format => ['inspect', '--snapshot', 'evil.json', '-o', format]),
    ...['tree', 'json'].map(format => ['inspect', `secret/web-tls${TYPED}`, '--snapshot', 'evil.json', '-o', format]),
    ['version', '--snapshot', 'evil.json'],
    ['doctor', '-f', '.'],
    ['doctor', `--${TYPED}`],
    ['doctor', '--context', TYPED],
    ['doctor', '--snapshot', TYPED],
    [TYPED],
  ]

  it('is never obeyed by a terminal, in whatever format and wherever it stands', async () => {
    const ended = await inPairs(runs, words => runProgram(words, {cwd: folder, env: {FORCE_COLOR: '0', NO_COLOR: '1'}}))
    for (const [index, {stdout, stderr, exit}] of ended.entries()) {
      const what = JSON.stringify(runs[index])
      for (const text of [stdout, stderr]) {
        const at = text.search(OBEYED)
        expect(at === -1 ? '' : JSON.stringify(text.slice(Math.max(0, at - 80), at + 40)), what).to.equal('')
        expect(text, what).to.not.match(/^✗ PKI999/m)
      }
      expect(stdout + stderr, what).to.not.equal('')
      expect(exit, what).to.be.oneOf([0, 1, 2, 3])
    }
    expect(ended[0]?.stdout.match(/PKI\d{3}/g)?.length).to.be.above(20)
  })
})
