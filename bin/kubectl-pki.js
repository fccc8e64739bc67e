#!/usr/bin/env node
// Plain JavaScript that also old versions of Node can read: it has to tell them that they are too old.
import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const {engines} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const OLDEST = engines.node.match(/\d+/g).map(Number)
const [major, minor] = process.versions.node.split('.').map(Number)

// Where both are set NO_COLOR counts; Node would print a warning about it.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR

if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  const [, , first, ...words] = process.argv
  if (first === '__complete') {
    // Without oclif: somebody waits with a finger on Tab.
    const {answerCompletion} = await import('../dist/cli/completion/main.js')
    await answerCompletion(words, root)
  } else {
    const {main} = await import('../dist/cli/main.js')
    main(process.argv.slice(2), root)
  }
} else {
  const shipped = shippedNode()
  if (shipped === undefined || process.env.KUBECTL_PKI_NODE === 'shipped') {
    process.stderr.write(
      `error: kubectl-pki needs Node ${OLDEST.join('.')} or later, this is ${process.versions.node}\n       Install a newer Node, or install kubectl-pki with its optional dependencies, which bring one.\n`,
    )
    process.exitCode = 3
  } else {
    const {status, signal} = spawnSync(shipped, process.argv.slice(1), {
      stdio: 'inherit',
      env: {...process.env, KUBECTL_PKI_NODE: 'shipped'},
    })
    process.exitCode = signal === null ? (status ?? 70) : 130
  }
}

/** The Node that npm installed beside us as an optional dependency. */
function shippedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const names = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
    `node-win-${process.arch}`,
  ]
  return names
    .flatMap(name => [join(root, 'node_modules', name, 'bin', file), join(dirname(root), name, 'bin', file)])
    .find(path => existsSync(path))
}
