import type {AccessView, EntryView, HandshakeView, NodeView, ServerView} from '../../../core/inspect/parts.ts'
import {shown} from '../../escape.ts'
import type {Sign} from '../../terminal.ts'
import type {Entry, Panel} from '../panel.ts'
import {subjectName} from '../subject.ts'
import type {Saying} from './saying.ts'

/** Where a certificate is served or verified: hosts, Services, and how the CA gets there. */
export const sayServers = ({inspection}: Saying, servers: readonly ServerView[]): readonly Panel[] =>
  servers.map(({at, hosts, secret, service, url, injection, problem}) => {
    const isNear = secret?.namespace === inspection.subject?.namespace
    const near = secret === undefined ? undefined : isNear ? {...secret, namespace: undefined} : secret
    const entries: readonly Entry[] = [
      ...(hosts.length === 0 ? [] : [{label: 'hosts', text: shown(hosts.join(', '))}]),
      ...(near === undefined ? [] : [{label: 'with', text: nameOf(near)}]),
      ...(service === undefined ? [] : [{label: 'calls', text: shown(service, 300)}]),
      ...(url === undefined ? [] : [{label: 'calls', text: shown(url, 400)}]),
      ...(injection === undefined ? [] : [injectionEntry(injection)]),
      ...(problem === undefined ? [] : [{sign: 'error' as const, label: 'but', text: shown(problem)}]),
    ]
    return {is: 'entries', heading: shown(at, 200), entries}
  })

const nameOf = ({
  namespace,
  ...named
}: Omit<NonNullable<ServerView['secret']>, 'namespace'> & {namespace?: string | undefined}) =>
  subjectName({...named, ...(namespace !== undefined && {namespace})}, null)

const injectionEntry = ({annotation, from, obstacle}: NonNullable<ServerView['injection']>): Entry => {
  const source = from === undefined ? '' : `from ${shown(from, 300)} `
  return obstacle === undefined
    ? {label: 'CA', text: `is injected ${source}by cainjector (${shown(annotation, 100)})`}
    : {sign: 'error', label: 'CA', text: `is not injected: ${shown(obstacle)} (${shown(annotation, 100)})`}
}

/** What a Node says of itself: addresses are its own word. */
export const sayNode = ({addresses, version}: NodeView): readonly Panel[] => [
  {
    is: 'entries',
    heading: 'node',
    entries: [
      ...addresses.map(({type, address}) => ({label: shown(type, 40), text: shown(address, 200)})),
      ...(version === undefined ? [] : [{label: 'kubelet', text: shown(version, 80)}]),
    ],
  },
]

/** What a handshake was made with. */
export const sayHandshake = ({server, serverName, protocol}: HandshakeView): readonly Panel[] => [
  {
    is: 'entries',
    heading: 'handshake',
    entries: [
      {label: 'with', text: shown(server, 300)},
      {label: 'asked for', text: shown(serverName, 300)},
      {label: 'protocol', text: shown(protocol, 40)},
    ],
  },
]

/** Contexts of a kubeconfig or talosconfig, the current one first. */
export const sayAccess = (access: readonly AccessView[]): readonly Panel[] =>
  access
    .toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
    .map(({context, isCurrent, servers, user, proves, authority, client, problems}) => ({
      is: 'entries',
      heading: `context ${shown(context, 200)}${isCurrent ? ' (current)' : ''}`,
      entries: [
        ...servers.map(server => ({label: 'server', text: shown(server, 300)})),
        ...(user === undefined ? [] : [{label: 'user', text: shown(user, 200)}]),
        {label: 'proves', text: `itself by ${shown(proves, 200)}`},
        ...(authority === undefined ? [] : [{label: 'CA', text: shown(authority, 300)}]),
        ...(client === undefined ? [] : [{label: 'client', text: shown(client, 300)}]),
        ...problems.map((text): Entry => ({sign: 'error' satisfies Sign, label: 'but', text: shown(text)})),
      ],
    }))

/** Entries of a Secret or ConfigMap that hold neither certificates nor keys. */
export const sayData = (data: readonly EntryView[]): readonly Panel[] => {
  const problems = data.flatMap(({key, problems}) =>
    problems.map(
      ({line, detail}): Entry => ({
        sign: 'warning',
        label: shown(key, 80),
        text: `line ${line}: ${shown(detail)}`,
      }),
    ),
  )
  const kinds = [...Map.groupBy(data, each => each.is)].map(
    ([is, group]): Entry => ({
      label: is,
      text: shown(group.map(({key}) => key).join(', '), 400),
    }),
  )
  return [{is: 'entries', heading: 'also in it', entries: [...kinds, ...problems]}]
}
