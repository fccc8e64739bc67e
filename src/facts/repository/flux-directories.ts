/** A path as Flux has it, from the root of the repository of a source. */
export interface SourcePath {
  /** Names the source: all its paths begin at one root. */
  readonly source: string
  /** `./infrastructure/pki` */
  readonly path: string
}

/** Finds the directory, among those that were given, that a path of a source means; undefined where it is not among them. */
export type DirectoryFinder = (of: SourcePath) => string | undefined

/** Where the root of a repository is: a directory that was given, or above, where `missing` leads down to what was given. */
type Root = {readonly at: readonly string[]} | {readonly missing: readonly string[]}

/**
 * What was given may lie above the root of a repository (several repositories) or below it (a part of one). The root of a
 * source is the one that explains most of its paths: each path is compared with the ends of all directories.
 * @param directories as files show them, `a/b`; the empty one is the top
 */
export const findDirectories = (paths: readonly SourcePath[], directories: ReadonlySet<string>): DirectoryFinder => {
  const byName = Map.groupBy(
    [...directories].map(segments).filter(each => each.length > 0),
    each => each.at(-1) ?? '',
  )
  const roots = new Map<string, Root | undefined>()
  for (const [source, of] of Map.groupBy(paths, each => each.source)) {
    roots.set(source, rootOf([...new Set(of.map(({path}) => segments(path).join('/')))].map(segments), byName))
  }
  return ({source, path}) => {
    const root = roots.get(source)
    const place = root === undefined ? undefined : placeOf(segments(path), root)
    return place !== undefined && directories.has(place) ? place : undefined
  }
}

/** `./a//b/` → `a`, `b`; an absolute path keeps an empty first segment. */
const segments = (path: string): readonly string[] =>
  path
    .split('/')
    .filter((part, index) => part !== '.' && (part !== '' || (index === 0 && path.startsWith('/') && path !== '/')))

const rootOf = (
  paths: readonly (readonly string[])[],
  byName: ReadonlyMap<string, readonly (readonly string[])[]>,
): Root | undefined => {
  const votes = new Map<string, {readonly root: Root; count: number}>()
  for (const path of paths) {
    for (const directory of byName.get(path.at(-1) ?? '') ?? []) {
      const root = rootBy(path, directory)
      if (root === undefined) continue
      const key = JSON.stringify(root)
      const vote = votes.get(key)
      if (vote === undefined) votes.set(key, {root, count: 1})
      else vote.count += 1
    }
  }
  const best = [...votes.values()].sort((a, b) => b.count - a.count || distance(a.root) - distance(b.root))
  return best[0]?.root
}

/** The root from which the path leads to the directory, as far as both are known. */
const rootBy = (path: readonly string[], directory: readonly string[]): Root | undefined => {
  const length = Math.min(path.length, directory.length)
  for (let back = 1; back <= length; back += 1) if (path.at(-back) !== directory.at(-back)) return undefined
  return directory.length >= path.length
    ? {at: directory.slice(0, directory.length - path.length)}
    : {missing: path.slice(0, path.length - directory.length)}
}

/** Of roots that explain as much the nearest to the top is taken, and one that was given before one that was not. */
const distance = (root: Root): number => ('at' in root ? root.at.length : 1000 + root.missing.length)

const placeOf = (path: readonly string[], root: Root): string | undefined => {
  if ('at' in root) return [...root.at, ...path].join('/')
  const {missing} = root
  const isBelow = missing.every((part, index) => path[index] === part)
  if (isBelow) return path.slice(missing.length).join('/')
  const isAbove = path.every((part, index) => missing[index] === part)
  return isAbove ? '' : undefined
}
