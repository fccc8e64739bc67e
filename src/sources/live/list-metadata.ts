import {type Kind, kindInfo} from '../../core/kube/kind.ts'
import {type Json, list, text} from '../../core/kube/object.ts'
import {splitKind} from './discovery/discovery.ts'
import type {ApiClient} from './http/api-client.ts'

/** Of a list: the metadata of its items alone (k8s.io/apimachinery, `PartialObjectMetadataList`). */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

export interface MetadataWanted {
  readonly kind: Kind
  /** What stands before the plural: `/apis/cert-manager.io/v1/namespaces/shop`. */
  readonly root: string
  /** Items. */
  readonly limit: number
}

export interface ListedMetadata {
  readonly items: readonly Json[]
  /** There are no more. */
  readonly isAll: boolean
}

/**
 * The metadata of the first objects of a kind, by one request that is not repeated; null where the answer is no list.
 * @throws PkiError where there is no answer; the reason of the signal
 */
export const listMetadata = async (
  client: ApiClient,
  {kind, root, limit}: MetadataWanted,
  signal: AbortSignal | undefined,
): Promise<ListedMetadata | null> => {
  const {fieldSelector = ''} = kindInfo(kind)
  const query = new URLSearchParams({limit: `${limit}`, ...(fieldSelector !== '' && {fieldSelector})})
  const path = `${root}/${splitKind(kind).plural}?${query}`
  const {status, value} = await client.send({path, accept: METADATA_ONLY, signal, once: true})
  if (status !== 200) return null
  return {items: list(value, 'items'), isAll: (text(value, 'metadata', 'continue') ?? '') === ''}
}
