import type {Bed} from '../bed.ts'

/** Who holds a Lease; undefined for nobody. */
const holderOf = async (bed: Bed, namespace: string, name: string): Promise<string | undefined> => {
  const lease = await bed.api.find(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`)
  return lease?.spec.holderIdentity || undefined
}

/** Tells when a process that is about to start has become the leader: the holder is no longer who it was before. */
export const newHolder = (bed: Bed, namespace: string, name: string) => {
  let before: string | undefined
  return {
    /** Called before each start. */
    async remember(): Promise<void> {
      before = await holderOf(bed, namespace, name)
    },
    async isThere(): Promise<boolean> {
      const holder = await holderOf(bed, namespace, name)
      return holder !== undefined && holder !== before
    },
  }
}
