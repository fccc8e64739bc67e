import {PkiError} from '../../core/errors.ts'
import type {Snapshot} from '../../core/kube/snapshot.ts'
import {invalid} from './invalid.ts'

export const SCHEMA: Snapshot['schema'] = 'kubectl-pki/snapshot.v1'

/** @throws PkiError for anything but the version that we read. */
export const checkSchema = (schema: unknown, file: string): void => {
  if (schema === SCHEMA) return
  const version = typeof schema === 'string' ? /^kubectl-pki\/snapshot\.v(\d{1,6})$/.exec(schema)?.[1] : undefined
  if (version !== undefined && Number(version) > 1) {
    throw new PkiError(
      'E_SNAPSHOT_NEWER',
      `${file} is a snapshot of version ${version}; this kubectl-pki reads version 1`,
    )
  }
  throw invalid(`${file} is not a snapshot`)
}
