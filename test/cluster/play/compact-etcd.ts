import type {Bed} from '../bed/bed.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const post = async (bed: Bed, path: string, body: object): Promise<{header?: {revision?: string}}> => {
  const answer = await fetch(`${bed.etcd}${path}`, {method: 'POST', body: JSON.stringify(body)})
  if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as {header?: {revision?: string}}
}

/**
 * Drops the history of everything stored, as an API server does every five minutes, and waits until continue tokens
 * from before get 410 Expired. That takes up to 16 s: since Kubernetes 1.34 the server serves later pages from
 * snapshots of its watch cache, and drops those only when it learns of the compaction by `compact_rev_key`
 * (k8s.io/apiserver, storage/etcd3/compact.go and storage/cacher/compactor.go).
 */
export const compactEtcd = async (bed: Bed): Promise<void> => {
  const pages = '/api/v1/namespaces?limit=1'
  const page = await bed.api.get(pages)
  const {header} = await post(bed, '/v3/kv/put', {key: base64('/kubectl-pki-bed/revision'), value: base64('next')})
  const revision = header?.revision ?? ''
  await post(bed, '/v3/kv/compaction', {revision, physical: true})
  await post(bed, '/v3/kv/put', {key: base64('compact_rev_key'), value: base64(revision)})
  await bed.waitFor('old continue tokens to expire', async () => {
    return (await bed.api.send('GET', `${pages}&continue=${page.metadata.continue}`)).status === 410
  })
}
