import {PkiError} from '../../core/errors.ts'
import {given} from '../../core/given.ts'
import type {ClientHolding} from '../../core/kube/snapshot.ts'
import {talosconfig} from '../files/talosconfig.ts'
import type {Access} from './kubeconfig/access.ts'
import {onlyCertificates} from './kubeconfig/pem-checks.ts'
import type {LiveOptions} from './options.ts'

/**
 * The certificates that this client goes by: those of the access that is used, and those in a talosconfig where one is there.
 * A talosconfig that cannot be read counts as none, unless somebody named it. @throws the signal's reason, and for a
 * talosconfig that was named as `talosconfig`
 */
export const clientHoldings = async (
  access: Pick<Access, 'label' | 'user' | 'trust'>,
  options: TalosOptions,
  signal?: AbortSignal,
): Promise<readonly ClientHolding[]> => [ofAccess(access), ...(await ofTalos(options, signal))]

type TalosOptions = Pick<LiveOptions, 'environment' | 'talosconfig'>

const ofAccess = ({label, user: {cert}, trust: {ca}}: Pick<Access, 'label' | 'user' | 'trust'>): ClientHolding => ({
  config: 'kubeconfig',
  context: label.replace(/ \(live\)$/, ''),
  ...given({
    client: cert === undefined ? undefined : onlyCertificates(cert),
    authority: ca === undefined ? undefined : onlyCertificates(ca),
  }),
})

const ofTalos = async (
  {environment, talosconfig: file}: TalosOptions,
  signal: AbortSignal | undefined,
): Promise<readonly ClientHolding[]> => {
  try {
    const {contexts} = await talosconfig({environment, file, signal})
    return contexts.map(({name, client, authority}) => ({
      config: 'talosconfig',
      context: name,
      ...given({client: client?.entry.pem, authority: authority?.entry.pem}),
    }))
  } catch (error) {
    if (signal?.aborted || file !== undefined || !(error instanceof PkiError)) throw error
    return []
  }
}
