import {known, unknown} from '../../src/core/knowing.ts'
import {KINDS} from '../../src/core/kube/kind.ts'
import type {ClientHolding, ExposedFile, Handshake, Snapshot} from '../../src/core/kube/snapshot.ts'
import {makePki} from '../fixtures/make-pki.ts'

/** The values of all comments `# name: value` that have a line of their own. */
const comments = (yaml: string, name: string): readonly string[] =>
  [...yaml.matchAll(new RegExp(`^# ${name}: (.*)$`, 'gm'))].map(([, value]) => value?.trim() ?? '')

/** In which file a line stands: `# file: clusters/prod/pki.yaml` says it for what follows, in place of `scene.yaml`. */
export const fileFinder = (yaml: string): ((line: number) => string) => {
  const starts = yaml.split('\n').flatMap((text, index) => {
    const name = /^# file: (.*)$/.exec(text)?.[1]?.trim()
    return name === undefined ? [] : [{line: index + 1, name}]
  })
  return line => starts.findLast(start => start.line <= line)?.name ?? 'scene.yaml'
}

/** `# exposed: keys/ca.key:1 private key (PEM)`: a file beside the manifests with a private key in it. */
export const exposedFiles = (yaml: string): readonly ExposedFile[] =>
  comments(yaml, 'exposed').map(value => {
    const [, file = '', line = '1', form = ''] = /^(\S+):(\d+) (.*)$/.exec(value) ?? []
    return {file, line: Number(line), form}
  })

/** `# source: cluster`: the objects come from a cluster, not from files. */
export const isFromCluster = (yaml: string): boolean => comments(yaml, 'source').includes('cluster')

/** What discovery says: all kinds but those of `# unserved: <kinds>`; nothing in an open world, which has no API server. */
export const servedKinds = (yaml: string, world: 'closed' | 'open'): Snapshot['served'] => {
  if (world === 'open') return unknown('undeclared', 'manifests do not say what the API server has')
  const unserved = comments(yaml, 'unserved').flatMap(value => value.split(' '))
  return known(
    KINDS.filter(({kind}) => !unserved.includes(kind)).map(({kind, versions}) => ({
      kind,
      versions: versions.slice(0, 1),
    })),
  )
}

/** `# closed: <kinds>`: in an open world, kinds of which all objects are in the text, as with `--complete`. */
export const closedKinds = (yaml: string): ReadonlySet<string> =>
  new Set(comments(yaml, 'closed').flatMap(value => value.split(' ')))

/**
 * `# shown: ca.corp:443 a.corp,b.corp`: a server was asked, and showed a certificate for these names that signs itself, or
 * with `by corp` at the end one that a CA `corp` has signed. `# silent: ca.corp:443`: it did not answer.
 */
export const handshakes = (yaml: string, now: Date): readonly Handshake[] => [
  ...comments(yaml, 'shown').map(value => {
    const [, host = '', port = '443', names = '', signer] = /^(\S+):(\d+) (\S*)(?: by (\S+))?$/.exec(value) ?? []
    const pki = makePki({now})
    const spec = {dns: names.split(',')}
    const {pem} = signer === undefined ? pki.selfSigned('shown', spec) : pki.ca(signer).leaf('shown', spec)
    return {endpoint: {host, port: Number(port)}, result: known({chain: [pem], protocol: 'TLSv1.3'})}
  }),
  ...comments(yaml, 'sends').map(value => {
    const [, host = '', port = '443', pem = ''] = /^(\S+):(\d+) (.*)$/.exec(value) ?? []
    const chain = pem.replaceAll('\\n', '\n').split(/(?<=-----END CERTIFICATE-----\n)/)
    return {endpoint: {host, port: Number(port)}, result: known({chain, protocol: 'TLSv1.3'})}
  }),
  ...comments(yaml, 'silent').map(value => {
    const [, host = '', port = '443'] = /^(\S+):(\d+)$/.exec(value) ?? []
    return {endpoint: {host, port: Number(port)}, result: unknown('unreachable', 'no answer within 5 s')}
  }),
]

/**
 * `# client: talosconfig prod notBefore=-340d notAfter=+25d`: what the client itself holds for a context, a certificate that
 * signs itself; nothing but the context where no times are given.
 */
export const clientHoldings = (yaml: string, now: Date): Partial<Pick<Snapshot, 'clients'>> => {
  const clients = comments(yaml, 'client').map((value): ClientHolding => {
    const [config = '', context = '', ...times] = value.split(' ')
    const [notBefore, notAfter] = ['notBefore=', 'notAfter='].map(name =>
      times.find(time => time.startsWith(name))?.slice(name.length),
    )
    const holding = {config: config as ClientHolding['config'], context}
    if (notBefore === undefined || notAfter === undefined) return holding
    return {...holding, client: makePki({now}).selfSigned('admin', {notBefore, notAfter}).pem}
  })
  return clients.length === 0 ? {} : {clients}
}
