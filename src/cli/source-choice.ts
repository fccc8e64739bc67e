import type {InferredFlags} from '@oclif/core/interfaces'
import {parseDuration} from '../core/duration.ts'
import {PkiError} from '../core/errors.ts'
import {given} from '../core/given.ts'
import type {ClusterChoice, SourceChoice} from '../wiring.ts'
import type {outputFlags, sourceFlags} from './source-flags.ts'

/** The parsed flags of `source-flags.ts`. */
export type SourceFlagValues = InferredFlags<typeof sourceFlags> & InferredFlags<typeof outputFlags>

/** What the flags choose to look at. @throws PkiError E_USAGE where they contradict each other or a value is no duration. */
export const sourceChoice = (flags: SourceFlagValues): SourceChoice => {
  const namespaces: readonly string[] = (flags.namespace ?? []).map(name => name.trim()).filter(name => name !== '')
  // As with kubectl, an empty name is none: `-n "$UNSET"` must not look at nothing and call that healthy.
  const scope = {
    ...(flags['all-namespaces'] !== true && namespaces.length > 0 && {namespaces}),
    ...given({talosconfig: flags.talosconfig}),
  }
  if (flags.snapshot !== undefined) return {...scope, from: 'snapshot', file: flags.snapshot}
  const paths: readonly string[] = flags.filename ?? []
  if (paths.length > 0 || flags.kustomize !== undefined) {
    return {
      ...scope,
      from: 'manifests',
      paths,
      complete: flags.complete === true,
      ...given({kustomize: flags.kustomize}),
    }
  }
  if (flags.complete === true)
    throw new PkiError('E_USAGE', '--complete says something about manifests: it needs -f or -k')
  return {
    ...scope,
    from: 'cluster',
    cluster: clusterChoice(flags),
    secrets: flags.secrets !== false,
    verbosity: flags.v ?? 0,
  }
}

/** Whether somebody has said where to look, rather than taken what kubectl would. */
export const isSourceChosen = (flags: SourceFlagValues): boolean =>
  [flags.context, flags.kubeconfig, flags.server, flags.snapshot, flags.filename, flags.kustomize].some(
    value => value !== undefined,
  )

/** The namespaces that are judged; undefined where all are. */
export const scopeOf = (
  flags: Pick<SourceFlagValues, 'namespace' | 'all-namespaces'>,
): readonly string[] | undefined => (flags['all-namespaces'] === true ? undefined : flags.namespace)

const clusterChoice = (flags: SourceFlagValues): ClusterChoice => ({
  requestTimeoutSeconds: secondsOf('--request-timeout', flags['request-timeout']),
  ...given({
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    cluster: flags.cluster,
    user: flags.user,
    as: flags.as,
    asGroup: flags['as-group'],
    asUid: flags['as-uid'],
    asUserExtra: flags['as-user-extra'],
    server: flags.server,
    token: flags.token,
    certificateAuthority: flags['certificate-authority'],
    clientCertificate: flags['client-certificate'],
    clientKey: flags['client-key'],
    tlsServerName: flags['tls-server-name'],
    insecureSkipTlsVerify: flags['insecure-skip-tls-verify'],
  }),
})

/** A duration as kubectl takes it: `30s`, `5m`, or a bare number of seconds; 0 is no limit. @throws PkiError E_USAGE */
export const secondsOf = (flag: string, value: string): number => {
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : parseDuration(value)
  if (milliseconds === undefined || milliseconds < 0) {
    throw new PkiError('E_USAGE', `${flag} wants a duration such as 30s or 5m, not ${JSON.stringify(value)}`)
  }
  return milliseconds / 1000
}
