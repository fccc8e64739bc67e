import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {EXIT} from '../../src/core/errors.ts'
import {makePki} from '../fixtures/make-pki.ts'
import {fakeOf, stopFakes} from '../sources/live/live-fake.ts'
import {tlsFake} from '../sources/live/tls-fake.ts'
import {writeBrokenFiles} from './broken-files.ts'
import {type Ended, inPairs, runProgram} from './run-program.ts'

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'goldentooth.snapshot.json')

/** What only who wrote the program can read: stacks, classes of errors, places in our files. */
const INTERNAL = /^\s+at |\b\w*(Error|Exception)\b|node_modules|node:internal|\/dist\/|\.[jt]s:\d/m

interface Situation {
  readonly is: string
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly exit: number
  /** What is wrong, and where. */
  readonly says: RegExp
  /** The way out. */
  readonly out: RegExp
}

/** Files: each is broken in its own way. */
const FILES: readonly Situation[] = [
  {
    is: 'a kubeconfig that is broken YAML',
    words: ['doctor', '--kubeconfig', 'broken.config'],
    exit: EXIT.couldNotLook,
    says: /broken\.config: line \d is not valid YAML$/,
    out: /kubectl config view/,
  },
  {
    is: 'a kubeconfig that is not there',
    words: ['doctor', '--kubeconfig', 'gone.config'],
    exit: EXIT.couldNotLook,
    says: /there is no kubeconfig gone\.config$/,
    out: /--kubeconfig/,
  },
  {
    is: 'no kubeconfig at all',
    words: ['inspect', 'secret/web'],
    exit: EXIT.couldNotLook,
    says: /there is no \/nonexistent\/\.kube\/config, and this is not a pod of a cluster$/,
    out: /--kubeconfig.*-f.*--snapshot/,
  },
  {
    is: 'an exec plugin that fails',
    words: ['doctor', '--kubeconfig', 'plugin.config'],
    exit: EXIT.couldNotLook,
    says: /sh.*: the session is over$/,
    out: /[Ll]og in again/,
  },
  {
    is: 'an exec plugin that is not installed',
    words: ['doctor', '--kubeconfig', 'no-plugin.config'],
    exit: EXIT.couldNotLook,
    says: /kubectl-no-such-login/,
    out: /install it from the company portal/,
  },
  {
    is: 'a server that is not there',
    words: ['snapshot', 'save', 'new.json', '--server', 'https://127.0.0.1:1'],
    exit: EXIT.couldNotLook,
    says: /the API server at 127\.0\.0\.1:1 refuses connections$/,
    out: /address and the network/,
  },
  {
    is: 'a snapshot that was cut off',
    words: ['doctor', '--snapshot', 'cut.json'],
    exit: EXIT.usage,
    says: /cut\.json is not a snapshot: .*line 1/,
    out: /snapshot save/,
  },
  {
    is: 'a snapshot of a newer version',
    words: ['inspect', '--snapshot', 'newer.json'],
    exit: EXIT.usage,
    says: /newer\.json is a snapshot of version 7; this kubectl-pki reads version 1$/,
    out: /newer kubectl-pki/,
  },
  {
    is: 'a kubeconfig that is a YAML bomb',
    words: ['doctor', '--kubeconfig', 'bomb.yaml'],
    exit: EXIT.couldNotLook,
    says: /bomb\.yaml: it is not a kubeconfig: an alias in it leads nowhere or too far$/,
    out: /kubectl config view/,
  },
  {
    is: 'a configuration that is a YAML bomb',
    words: ['doctor', '--config', 'bomb.yaml', '--snapshot', EXAMPLE],
    exit: EXIT.usage,
    says: /bomb\.yaml is not valid YAML: .*alias/,
    out: /--config ""/,
  },
  ...(['yaml', 'json', 'pem', 'config'] as const).map(type => largeFile(type)),
  {
    is: 'a directory without a manifest',
    words: ['doctor', '-f', 'empty'],
    exit: EXIT.usage,
    says: /empty holds no Kubernetes manifest$/,
    out: /directory that holds Kubernetes manifests/,
  },
]

/** A file of 200 MB, under each flag that takes one. */
function largeFile(type: 'yaml' | 'json' | 'pem' | 'config'): Situation {
  const words = {
    yaml: ['doctor', '-f'],
    json: ['doctor', '--snapshot'],
    pem: ['inspect'],
    config: ['doctor', '--kubeconfig'],
  }
  return {
    is: `a .${type} of 200 MB`,
    words: [...words[type], `large.${type}`],
    exit: type === 'config' ? EXIT.couldNotLook : EXIT.usage,
    says: type === 'json' ? /large\.json is not a snapshot$/ : /large\.\w+:? (it )?is (larger than \d+ MiB|too large)/,
    out: /\w/,
  }
}

/** Two lines: what is wrong and where, and the way out. */
const expectTold = ({is, exit, says, out}: Situation, ended: Ended): void => {
  const [what = '', wayOut = '', ...more] = ended.stderr.trimEnd().split('\n')
  expect({stdout: ended.stdout, exit: ended.exit, more}, `${is}: ${ended.stderr}`).to.deep.equal({
    stdout: '',
    exit,
    more: [],
  })
  expect(what, is)
    .to.match(/^error: /)
    .and.match(says)
  expect(wayOut, is)
    .to.match(/^ {7}\S/)
    .and.match(out)
  expect(ended.stderr, is).to.not.match(INTERNAL)
  expect(ended.milliseconds, is).to.be.below(20_000)
}

/** Servers: what is said of one that refuses, or that cannot be believed. */
const SERVERS: readonly Situation[] = [
  {
    is: 'a server that another CA has signed',
    words: ['doctor', '--kubeconfig', 'tls.config', '--certificate-authority', 'other-ca.pem'],
    exit: EXIT.couldNotLook,
    says: /127\.0\.0\.1:\d+.*test-ca/,
    out: /--certificate-authority/,
  },
  {
    is: 'a client certificate that has expired',
    words: ['doctor', '--kubeconfig', 'tls.config', '--client-certificate', 'old.pem', '--client-key', 'old.key'],
    exit: EXIT.couldNotLook,
    says: /client certificate.*expired on \d{4}-\d\d-\d\d/,
    out: /\w/,
  },
  {
    is: 'a token that is refused (401)',
    words: ['doctor', '--kubeconfig', 'refused.config'],
    exit: EXIT.couldNotLook,
    says: /127\.0\.0\.1:\d+.*(refuse|401)/,
    out: /log in again/,
  },
  {
    is: 'answers that end in their middle',
    words: ['doctor', '--kubeconfig', 'truncated.config'],
    exit: EXIT.couldNotLook,
    says: /127\.0\.0\.1:\d+ is broken or cut off$/,
    out: /\w/,
  },
]

/** Servers and kubeconfigs for them, beside the files of `writeBrokenFiles`. */
const startServers = async (folder: string): Promise<void> => {
  const pki = makePki({now: new Date(), seed: 'errors'})
  const clients = pki.ca('client-ca')
  const old = clients.leaf('admin', {notBefore: '-9d', notAfter: '-2d'})
  const {fake} = await tlsFake({}, {clientCa: clients.pem})
  const plain = await fakeOf()
  const truncating = await fakeOf()
  truncating.fault = () => ({is: 'truncate'})
  const files = {
    'tls.config': readFileSync(await fake.kubeconfig('nobody-that-it-knows'), 'utf8'),
    'refused.config': readFileSync(await plain.kubeconfig('nobody-that-it-knows'), 'utf8'),
    'truncated.config': readFileSync(await truncating.kubeconfig('admin'), 'utf8'),
    'other-ca.pem': pki.ca('other-ca').pem,
    'old.pem': old.chainPem,
    'old.key': old.keyPem,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

describe('what goes wrong for a user is told in a sentence with the way out:', function () {
  this.timeout(120_000)
  const all = [...FILES, ...SERVERS]
  const ended = new Map<Situation, Ended>()
  let folder = ''

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'program-errors-'))
    writeBrokenFiles(folder)
    await startServers(folder)
    await inPairs(all, async each => ended.set(each, await runProgram(each.words, {cwd: folder})))
  })

  after(async () => {
    await stopFakes()
    rmSync(folder, {recursive: true})
  })

  for (const each of all) it(each.is, () => expectTold(each, ended.get(each) as Ended))

  it('a manifest that is a YAML bomb, which is an answer: nothing is known', async () => {
    for (const more of [[], ['--complete']]) {
      const {stdout, stderr, exit} = await runProgram(['doctor', '-f', 'bomb.yaml', ...more], {cwd: folder})
      expect(exit).to.equal(EXIT.couldNotLook)
      expect(stdout).to.match(
        /^\? bomb\.yaml:\d+ could not be read: its aliases expand to more than .*; write them out\n\? \d+ rules checked in part [^?]*\n$/,
      )
      expect(stdout + stderr).to.not.match(INTERNAL)
    }
  })
})
