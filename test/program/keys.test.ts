import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {stringify} from 'yaml'
import {reduce} from '../../src/core/kube/door/reduce.ts'
import {reportFormats} from '../../src/render/index.ts'
import {inspectionFormats} from '../../src/render/inspection-formats.ts'
import {KEY_FORMS} from '../core/kube/door/key-forms.ts'
import {type FakeApiServer, startFake} from '../support/fake-api-server.ts'
import type {Manifest} from '../support/fake-store.ts'
import {leakFinder} from './leak-finder.ts'
import {plantedObjects, SECRETS} from './planted.ts'
import {type Ended, inPairs, runProgram} from './run-program.ts'

/** Secrets, requests and a Certificate whose fields hold keys. */
const INSPECTED = ['secret/planted-0-0', 'certificaterequest/planted-31-1', 'cert/planted-42-0', '-n', 'shop']

const FORMATS = Object.keys(reportFormats)

/** Private keys, made for this run, are in every place of everything that the program can look at. */
describe('a private key', function () {
  this.timeout(240_000)
  const find = leakFinder(SECRETS)
  const objects = plantedObjects(6)
  let folder = ''
  let fake: FakeApiServer
  let kubeconfig = ''

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'program-keys-'))
    fake = await startFake()
    fake.store.apply(...objects)
    kubeconfig = await fake.kubeconfig('admin')
  })

  after(async () => {
    await fake.close()
    rmSync(folder, {recursive: true})
  })

  const expectClean = (what: string, ...texts: readonly string[]) => expect(texts.flatMap(find), what).to.deep.equal([])

  /** Runs a command line in all formats and at all verbosities; nothing of a key may come out, but an answer must. */
  const expectCleanRuns = async (runs: readonly (readonly string[])[], stdin?: string): Promise<readonly Ended[]> => {
    const ended = await inPairs(runs, words => runProgram(words, {cwd: folder, ...(stdin !== undefined && {stdin})}))
    for (const [index, {stdout, stderr, exit}] of ended.entries()) {
      const what = runs[index]?.join(' ') ?? ''
      expectClean(what, stdout, stderr)
      expect([0, 1, 2, 3], `${what}: ${stderr}`).to.include(exit)
    }
    return ended
  }

  it('is seen by the search, whatever it is wrapped in', () => {
    for (const {name, text} of KEY_FORMS) expect(find(text), name).to.not.deep.equal([])
    const missed = plantedObjects().filter(object => find(JSON.stringify(object)).length === 0)
    expect(missed.map(({kind, metadata}) => `${kind} ${metadata.name}`)).to.deep.equal([])
  })

  it('does not pass the door', () => {
    for (const object of plantedObjects()) {
      const admitted = reduce(object, {from: 'cluster'})
      expectClean(`${object.kind} ${object.metadata.name}`, JSON.stringify(admitted))
    }
  })

  it('comes out of no command that looks at a cluster', async () => {
    const live = ['--kubeconfig', kubeconfig]
    const runs = await expectCleanRuns([
      ...FORMATS.map(format => ['doctor', ...live, '-o', format]),
      ['doctor', ...live, '-v', '9'],
      ['doctor', ...live, '-v', '10', '--no-secrets', '--strict', '-n', 'shop'],
      ...Object.keys(inspectionFormats).map(format => ['inspect', ...INSPECTED, ...live, '-o', format]),
      ['version', ...live, '-v', '10'],
      ['version', ...live, '-o', 'json'],
    ])
    expect(runs[0]?.stdout).to.contain('PKI410')
    expect(runs.find(({stderr}) => stderr.includes('/api/v1/secrets'))?.exit).to.equal(1)
  })

  it('is in no snapshot that is saved, nor in what is read from it', async () => {
    const runs = await expectCleanRuns([
      ['snapshot', 'save', 'live.json', '--kubeconfig', kubeconfig, '-v', '10'],
      ['snapshot', 'save', '-', '--kubeconfig', kubeconfig],
    ])
    expect(runs.map(({exit}) => exit)).to.deep.equal([0, 0])
    const saved = readFileSync(join(folder, 'live.json'), 'utf8')
    expectClean('the file', saved)
    expect(saved.split('\n').length).to.be.above(objects.length)
    await expectCleanRuns(['text', 'json'].map(format => ['doctor', '--snapshot', 'live.json', '-o', format]))
  })

  it('comes out of no command that looks at manifests', async () => {
    writeTree(join(folder, 'repo'), objects)
    const runs = await expectCleanRuns([
      ...FORMATS.map(format => ['doctor', '-f', 'repo', '-o', format]),
      ['doctor', '-f', 'repo', '--complete', '-v', '10'],
      ['snapshot', 'save', 'repo.json', '-f', 'repo'],
      ['doctor', '-f', 'repo/keys/web.key'],
    ])
    expect(runs[0]?.stdout).to.contain('PKI901')
    expectClean('the file', readFileSync(join(folder, 'repo.json'), 'utf8'))
    const broken = readFileSync(join(folder, 'repo', 'broken.yaml'), 'utf8')
    await expectCleanRuns(
      [
        ['doctor', '-f', '-'],
        ['doctor', '-f', '-', '-o', 'json', '-v', '10'],
      ],
      broken,
    )
  })

  it('comes out of no command that looks at a snapshot written by hand', async () => {
    writeFileSync(join(folder, 'hand.json'), JSON.stringify(byHand(objects)))
    writeFileSync(join(folder, 'indented.json'), JSON.stringify(byHand(objects), null, 1))
    await expectCleanRuns([
      ...FORMATS.map(format => ['doctor', '--snapshot', 'hand.json', '-o', format]),
      ['inspect', ...INSPECTED, '--snapshot', 'hand.json', '-o', 'json'],
      ['version', '--snapshot', 'hand.json', '-o', 'json'],
      ['snapshot', 'save', 'again.json', '--snapshot', 'indented.json'],
    ])
    expectClean('the file', readFileSync(join(folder, 'again.json'), 'utf8'))
  })

  it('comes out of no error', async () => {
    const whole = JSON.stringify(byHand(objects))
    for (const [name, text] of [
      ['cut.json', whole.slice(0, whole.length / 2)],
      ['broken.json', whole.replace('"objects":[', `"objects":[{"x":"${KEY_FORMS[0]?.text}"`)],
      ['other.json', JSON.stringify({schema: KEY_FORMS[0]?.text, label: KEY_FORMS[1]?.text})],
      ['nothing.json', KEY_FORMS[0]?.text ?? ''],
      ['bad-config.yaml', `ignore:\n  - rule: "${KEY_FORMS[18]?.text}\n  ${KEY_FORMS[0]?.text}`],
    ] as const) {
      writeFileSync(join(folder, name), text)
    }
    fake.fault = ({path}) => {
      if (/secrets|configmaps/.test(path)) return {is: 'truncate'}
      if (/services|deployments/.test(path)) return {is: 'answer', answer: refusal(500)}
      return /certificates/.test(path) ? {is: 'answer', answer: refusal(403)} : undefined
    }
    const runs = await expectCleanRuns([
      ...['cut', 'broken', 'other', 'nothing'].map(name => ['doctor', '--snapshot', `${name}.json`, '-v', '10']),
      ['doctor', '--config', 'bad-config.yaml', '--snapshot', 'live.json', '-v', '10'],
      ...['text', 'json'].map(format => ['doctor', '--kubeconfig', kubeconfig, '-v', '10', '-o', format]),
    ])
    fake.fault = () => undefined
    expect(runs.slice(0, 5).map(({exit}) => exit)).to.deep.equal([2, 2, 2, 2, 2])
    expect(runs[5]?.stdout).to.contain('is broken or cut off')
  })

  it('comes out of no kubeconfig and no plugin that is broken', async () => {
    const [pem = '', der = ''] = [KEY_FORMS[0]?.text, KEY_FORMS[18]?.text]
    const server = 'clusters: [{name: x, cluster: {server: "https://127.0.0.1:1"}}]\n'
    const context = 'contexts: [{name: x, context: {cluster: x, user: x}}]\ncurrent-context: x\n'
    const user = (fields: object): string =>
      `${server}${context}users: ${JSON.stringify([{name: 'x', user: fields}])}\n`
    const plugin = (script: string) =>
      user({
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'sh',
          args: ['-c', script],
          interactiveMode: 'Never',
        },
      })
    writeFileSync(join(folder, 'said'), `${pem}\n${der}\n`)
    const said = join(folder, 'said')
    const broken = {
      'yaml.config': `users:\n- name: x\n  user:\n    client-key-data: ${der}\n   token: [${der}\n${pem}`,
      'data.config': user({'client-certificate-data': der, 'client-key-data': der}),
      'swapped.config': user({
        'client-certificate-data': Buffer.from(pem).toString('base64'),
        'client-key-data': 'AA==',
      }),
      'file.config': user({'client-certificate': said, 'client-key': said}),
      'names.config': `${server}contexts: [{name: "${der}", context: {cluster: "${der}"}}]\ncurrent-context: "${der}"\n`,
      'fails.config': plugin(`cat '${said}' >&2; exit 1`),
      'junk.config': plugin(`cat '${said}'`),
      'json.config': plugin(`printf '{"kind":"ExecCredential","status":{"clientKeyData":"%s' "$(cat '${said}')"`),
    }
    for (const [name, text] of Object.entries(broken)) writeFileSync(join(folder, name), text)
    const runs = await expectCleanRuns(
      Object.keys(broken).map(name => ['doctor', '--kubeconfig', name, '-v', '10', '--timeout', '20s']),
    )
    expect(runs.map(({exit}) => exit)).to.deep.equal(runs.map(() => 3))
  })

  it('comes out of no page that describes the program', async () => {
    const runs = await expectCleanRuns([
      ['explain', 'PKI410'],
      ['explain', 'PKI901'],
      ['rbac', 'doctor', '--for', 'shop/doctor'],
      ['doctor', '--list-rules'],
    ])
    expect(runs.map(({exit}) => exit)).to.deep.equal([0, 0, 0, 0])
  })
})

/** A refusal whose message quotes a key, as a webhook that logs too much does. */
const refusal = (code: number) => ({
  status: code,
  type: 'application/json',
  body: JSON.stringify({kind: 'Status', code, message: `refused: ${KEY_FORMS[2]?.text} ${KEY_FORMS[20]?.text}`}),
})

/** A repository: manifests as YAML, JSON and with comments, files that are keys, broken files, and odd file names. */
const writeTree = (root: string, objects: readonly Manifest[]): void => {
  for (const sub of ['keys', 'apps']) mkdirSync(join(root, sub), {recursive: true})
  const half = Math.floor(objects.length / 2)
  writeFileSync(
    join(root, 'apps', 'yaml.yaml'),
    objects
      .slice(0, half)
      .map(each => stringify(each))
      .join('---\n'),
  )
  writeFileSync(
    join(root, 'apps', 'json.json'),
    JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects.slice(half)}),
  )
  for (const [index, {text}] of KEY_FORMS.entries()) {
    writeFileSync(join(root, 'keys', `${index}.key`), text)
    writeFileSync(
      join(root, 'keys', `${index}.yaml`),
      `# ${text.replaceAll('\n', '\n# ')}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`,
    )
    writeFileSync(
      join(root, `bad-${index}.yaml`),
      `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  x: "${text}\n y: [\n`,
    )
    writeFileSync(join(root, `tpl-${index}.yaml`), `apiVersion: v1\nkind: Secret\ndata: {{ tpl \`${text}\` }}\n`)
  }
  writeFileSync(join(root, 'keys', 'web.key'), KEY_FORMS[0]?.text ?? '')
  writeFileSync(
    join(root, 'broken.yaml'),
    `apiVersion: v1\nkind: Secret\n${KEY_FORMS[0]?.text}\n${KEY_FORMS[18]?.text}: [\n`,
  )
  for (const {text} of KEY_FORMS.filter(each => each.text.length < 250 && !each.text.includes('/'))) {
    writeFileSync(join(root, 'keys', `${text.replaceAll('\n', ' ')}.yaml`.slice(-250)), `${text}\nkind: [`)
  }
}

/** A snapshot that nobody's door has seen. */
const byHand = (objects: readonly Manifest[]): object => {
  const text = KEY_FORMS[0]?.text ?? ''
  const because = {reason: 'forbidden', detail: text}
  return {
    ...{schema: 'kubectl-pki/snapshot.v1', label: text, takenAt: '2026-11-22T12:00:00Z', serverVersion: text},
    served: {known: false, because},
    coverage: [...new Set(objects.map(kindOf))].map((kind, index) =>
      index % 5 === 4 ? {kind, world: 'none', because} : {kind, world: 'closed'},
    ),
    unreadable: [{what: text, detail: text, line: 3}],
    exposed: [{file: text, line: 1, form: text}],
    handshakes: [{endpoint: {host: text, port: 443}, result: {known: true, value: {chain: [text], protocol: text}}}],
    reviews: [
      {review: {user: text, groups: [text], verb: text, kind: 'core/secrets'}, allowed: {known: false, because}},
    ],
    objects: objects.map(body => ({
      ref: {
        kind: kindOf(body),
        name: body.metadata.name,
        ...(body.metadata.namespace && {namespace: body.metadata.namespace}),
      },
      body,
      origin: {from: 'file', file: text, lines: {[text]: 1}},
      redacted: [{path: text, form: text}],
    })),
  }
}

const kindOf = ({apiVersion, kind}: Manifest): string => {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : 'core'
  const plural = /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : kind.endsWith('s') ? `${kind}es` : `${kind}s`
  return `${group}/${plural.toLowerCase()}`
}
