import {access} from 'node:fs/promises'
import {delimiter, join, resolve} from 'node:path'
import {PkiError} from '../../../core/errors.ts'
import {readPath} from '../../read-path.ts'
import type {Environment, LiveOptions} from '../options.ts'
import type {Entry, Kubeconfig} from './kubeconfig.ts'
import {parseKubeconfig} from './parse-kubeconfig.ts'

/** Larger than any kubeconfig, smaller than what would hurt. */
const LARGEST_BYTES = 16 * 1024 * 1024

const EMPTY: Kubeconfig = {files: [], clusters: new Map(), users: new Map(), contexts: new Map()}

/**
 * The kubeconfig that kubectl would use: `--kubeconfig`, else every file of `KUBECONFIG`, else `~/.kube/config`. Files of a
 * list that are not there are left out, as kubectl does. Null where there is none at all.
 * @throws PkiError E_KUBECONFIG_MISSING where `--kubeconfig` names nothing, E_KUBECONFIG_INVALID for a broken file.
 */
export const loadKubeconfig = async (options: LiveOptions, signal?: AbortSignal): Promise<Kubeconfig | null> => {
  if (options.kubeconfig !== undefined && options.kubeconfig !== '') {
    const only = await readOne(resolve(options.kubeconfig), signal)
    if (only === null) throw new PkiError('E_KUBECONFIG_MISSING', `there is no kubeconfig ${options.kubeconfig}`)
    return only
  }
  const found: Kubeconfig[] = []
  for (const file of await kubeconfigFiles(options.environment)) {
    const config = await readOne(file, signal)
    if (config !== null) found.push(config)
  }
  return found.length === 0 ? null : found.reduce(merge, EMPTY)
}

/** The files that kubectl would look at, whether or not they are there. */
export const kubeconfigFiles = async (environment: Environment): Promise<readonly string[]> => {
  const listed = (environment.KUBECONFIG ?? '').split(delimiter).filter(file => file !== '')
  if (listed.length > 0) return [...new Set(listed.map(file => resolve(file)))]
  const homes = homeFolders(environment)
  for (const home of homes) {
    const file = join(home, '.kube', 'config')
    if (await isThere(file)) return [file]
  }
  return homes.slice(0, 1).map(home => join(home, '.kube', 'config'))
}

const homeFolders = (environment: Environment): readonly string[] => {
  const {HOME, HOMEDRIVE, HOMEPATH, USERPROFILE} = environment
  const drive = HOMEDRIVE !== undefined && HOMEPATH !== undefined ? HOMEDRIVE + HOMEPATH : ''
  const homes = process.platform === 'win32' ? [HOME, drive, USERPROFILE] : [HOME]
  return homes.filter(home => home !== undefined && home !== '') as string[]
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

const readOne = async (file: string, signal?: AbortSignal): Promise<Kubeconfig | null> => {
  try {
    const bytes = await readPath(file, LARGEST_BYTES, signal)
    if (bytes === null) throw new PkiError('E_KUBECONFIG_INVALID', `${file} is too large for a kubeconfig`)
    return await parseKubeconfig(file, bytes.toString('utf8'))
  } catch (error) {
    if (error instanceof PkiError || signal?.aborted) throw error
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new PkiError('E_KUBECONFIG_INVALID', `${file} cannot be read (${code})`, {cause: error})
  }
}

const merge = (first: Kubeconfig, later: Kubeconfig): Kubeconfig => {
  const currentContext = first.currentContext ?? later.currentContext
  return {
    files: [...first.files, ...later.files],
    ...(currentContext !== undefined && {currentContext}),
    clusters: firstWins(first.clusters, later.clusters),
    users: firstWins(first.users, later.users),
    contexts: firstWins(first.contexts, later.contexts),
  }
}

const firstWins = <T>(first: ReadonlyMap<string, Entry<T>>, later: ReadonlyMap<string, Entry<T>>) =>
  new Map([...later, ...first])
