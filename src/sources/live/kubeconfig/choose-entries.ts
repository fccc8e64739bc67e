import {PkiError} from '../../../core/errors.ts'
import type {LiveOptions} from '../options.ts'
import type {ClusterEntry, ContextEntry, Entry, Kubeconfig, UserEntry} from './kubeconfig.ts'

/** What one run uses of a kubeconfig. Without a kubeconfig (`--server` alone) all of it is empty. */
export interface Chosen {
  readonly context: Entry<ContextEntry> | undefined
  readonly cluster: Entry<ClusterEntry> | undefined
  readonly user: Entry<UserEntry> | undefined
}

type Flags = Pick<LiveOptions, 'context' | 'cluster' | 'user' | 'server'>

/**
 * Picks context, cluster and user as kubectl does: the flags, else what the context names.
 * @throws PkiError E_CONTEXT_UNKNOWN for a name that is not there, E_KUBECONFIG_INVALID for a context that leads nowhere.
 */
export const chooseEntries = (config: Kubeconfig, flags: Flags): Chosen => {
  const context = chooseContext(config, flags)
  return {context, cluster: chooseCluster(config, flags, context), user: chooseUser(config, flags, context)}
}

const chooseContext = (config: Kubeconfig, flags: Flags): Entry<ContextEntry> | undefined => {
  const name = given(flags.context) ?? config.currentContext
  if (name === undefined) {
    if (given(flags.cluster) !== undefined || given(flags.server) !== undefined) return undefined
    throw new PkiError('E_CONTEXT_UNKNOWN', `${filesOf(config)} has no current context`, {
      fix: 'Choose one with `--context`; list them with `kubectl config get-contexts`.',
    })
  }
  const context = config.contexts.get(name)
  if (context !== undefined) return context
  const which = given(flags.context) === undefined ? 'the current context' : 'the context'
  throw new PkiError('E_CONTEXT_UNKNOWN', `${which} ${name} is not in ${filesOf(config)}`)
}

const chooseCluster = (config: Kubeconfig, flags: Flags, context?: Entry<ContextEntry>) => {
  const asked = given(flags.cluster)
  const name = asked ?? given(context?.value.cluster)
  if (name === undefined) {
    if (given(flags.server) !== undefined) return undefined
    throw new PkiError('E_KUBECONFIG_INVALID', `context ${context?.name} of ${context?.file} names no cluster`)
  }
  const cluster = config.clusters.get(name)
  if (cluster !== undefined) return cluster
  if (asked !== undefined) throw absent(config, `cluster ${name}`, 'kubectl config get-clusters')
  if (given(flags.server) !== undefined) return undefined
  throw dangling(context, `cluster ${name}`)
}

const chooseUser = (config: Kubeconfig, flags: Flags, context?: Entry<ContextEntry>) => {
  const asked = given(flags.user)
  const name = asked ?? given(context?.value.user)
  if (name === undefined) return undefined
  const user = config.users.get(name)
  if (user !== undefined) return user
  if (asked !== undefined) throw absent(config, `user ${name}`, 'kubectl config get-users')
  throw dangling(context, `user ${name}`)
}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const filesOf = ({files}: Kubeconfig): string => files.join(' or ') || 'the kubeconfig'

const absent = (config: Kubeconfig, what: string, command: string): PkiError =>
  new PkiError('E_CONTEXT_UNKNOWN', `there is no ${what} in ${filesOf(config)}`, {
    fix: `List them with \`${command}\`.`,
  })

const dangling = (context: Entry<ContextEntry> | undefined, what: string): PkiError =>
  new PkiError(
    'E_KUBECONFIG_INVALID',
    `context ${context?.name} of ${context?.file} names the ${what}, which is not there`,
  )
