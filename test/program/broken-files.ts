import {mkdirSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

const kubeconfigOf = (user: object): string =>
  JSON.stringify({
    'current-context': 'x',
    contexts: [{name: 'x', context: {cluster: 'x', user: 'x'}}],
    clusters: [{name: 'x', cluster: {server: 'https://127.0.0.1:1'}}],
    users: [{name: 'x', user}],
  })

const plugin = (command: string, ...args: readonly string[]): string =>
  kubeconfigOf({
    exec: {
      ...{apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command, args},
      installHint: 'install it from the company portal',
    },
  })

/** Ten levels of ten aliases each: ten billion values in a kilobyte. */
const bomb = (): string => {
  const levels = Array.from(
    {length: 10},
    (_, level) => `a${level}: &a${level} [${Array(10).fill(level ? `*a${level - 1}` : 'x')}]`,
  )
  return ['apiVersion: v1', 'kind: Secret', 'metadata: {name: x}', ...levels, 'clusters: *a9', ''].join('\n')
}

/** Files that a program which takes them must refuse; their names say how they are broken. */
export const writeBrokenFiles = (folder: string): void => {
  const snapshot = {
    schema: 'kubectl-pki/snapshot.v1',
    label: 'x',
    takenAt: '2026-11-22T05:11:39Z',
    coverage: [],
    objects: [],
  }
  const texts = {
    'broken.config': 'kind: Config\nusers:\n  - {token: x\nclusters: [',
    'plugin.config': plugin('sh', '-c', 'echo the session is over >&2; exit 3'),
    'no-plugin.config': plugin('kubectl-no-such-login'),
    'cut.json': JSON.stringify(snapshot).slice(0, -20),
    'newer.json': JSON.stringify({...snapshot, schema: 'kubectl-pki/snapshot.v7'}),
    'bomb.yaml': bomb(),
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  for (const type of ['yaml', 'json', 'pem', 'config']) {
    writeFileSync(join(folder, `large.${type}`), '')
    truncateSync(join(folder, `large.${type}`), 200 * 1024 * 1024)
  }
  mkdirSync(join(folder, 'empty'))
  writeFileSync(join(folder, 'empty', 'README.md'), '# nothing to apply\n')
}
