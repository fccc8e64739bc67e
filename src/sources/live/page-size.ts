import {SMALL_PAGE} from './list-pages.ts'

/**
 * How to ask for lists. Since 1.33 an API server answers a list without a limit out of its cache and writes it object by
 * object (KEP-5116), and we read it so; while for every page but the first it goes to etcd once the cluster has been quiet
 * for a few minutes, at five times the cost. Older ones build the whole answer in memory: they are asked in kubectl's pages.
 * @returns objects per page; 0 for all in one answer
 */
export const pageSizeFor = (gitVersion: string | undefined): number => {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(gitVersion ?? '') ?? []
  return Number(major) === 1 && Number(minor) >= 33 ? 0 : SMALL_PAGE
}
