import {type Dirent, readdirSync, realpathSync, type Stats, statSync} from 'node:fs'
import {resolve} from 'node:path'
import type {Unreadable as UnreadableEntry} from '../../core/kube/snapshot.ts'
import {LIMITS} from './limits.ts'
import {namedPathError, reasonOf, type SourceFile} from './source-file.ts'

/** A path that was given, and what is below it. */
export interface Tree {
  readonly given: string
  /** Absolute, with `/`. */
  readonly root: string
  readonly isDirectory: boolean
  readonly files: readonly SourceFile[]
  /** Absolute, with `/`. */
  readonly directories: readonly string[]
  readonly unreadable: readonly UnreadableEntry[]
}

/**
 * What stands at a path. Directories are searched whole, but for `.git`, `node_modules` and others with a dot, in the order
 * of names. A link to a file counts where the file is in the same tree and not found otherwise; links to directories do not.
 * @throws PkiError where the path itself is missing or may not be read.
 */
export const walk = (given: string): Tree => {
  const root = slashed(resolve(given)).replace(/\/$/, '')
  let stats: Stats
  try {
    stats = statSync(given)
    if (stats.isDirectory()) readdirSync(given)
  } catch (cause) {
    throw namedPathError(given, cause)
  }
  if (!stats.isDirectory()) {
    const shown = shownRoot(given)
    const file = {path: given, place: root, shown, isNamed: true, isManifest: true, isStream: !stats.isFile()}
    return {given, root, isDirectory: false, files: [file], directories: [], unreadable: []}
  }
  const walking: Walking = {
    realRoot: slashed(realpathSync(given)).replace(/\/$/, ''),
    files: [],
    links: [],
    directories: [],
    unreadable: [],
    seen: new Set(),
    isFull: false,
  }
  enter(walking, {path: given, place: root, shown: shownRoot(given), depth: 0})
  for (const link of walking.links) follow(walking, link)
  const {files, directories, unreadable} = walking
  files.sort((a, b) => compare(a.shown, b.shown))
  return {given, root, isDirectory: true, files, directories, unreadable}
}

export const slashed = (path: string): string => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path)

/** `./clusters/` → `clusters`, `.` → ``. */
export const shownRoot = (given: string): string =>
  slashed(given)
    .replace(/^(?:\.\/+)+/, '')
    .replace(/^\.$/, '')
    .replace(/(?<=[^/])\/+$/, '')

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Place {
  readonly path: string | Buffer
  readonly place: string
  readonly shown: string
  readonly depth: number
}

interface Walking {
  readonly realRoot: string
  readonly files: SourceFile[]
  readonly links: Place[]
  readonly directories: string[]
  readonly unreadable: UnreadableEntry[]
  /** Real paths of links that were followed. */
  readonly seen: Set<string>
  isFull: boolean
}

const enter = (walking: Walking, at: Place): void => {
  if (isFull(walking, at.shown)) return
  walking.directories.push(at.place)
  let names: Dirent<Buffer>[]
  try {
    names = readdirSync(at.path, {withFileTypes: true, encoding: 'buffer'})
  } catch (cause) {
    walking.unreadable.push({what: at.shown, detail: reasonOf(cause)})
    return
  }
  names.sort((a, b) => Buffer.compare(a.name, b.name))
  for (const entry of names) visit(walking, inside(at, entry.name), entry)
}

const inside = ({path, place, shown, depth}: Place, name: Buffer): Place => {
  const text = name.toString()
  const isText = typeof path === 'string' && Buffer.from(text).equals(name)
  return {
    path: isText ? `${path}/${text}` : Buffer.concat([Buffer.from(path), Buffer.from('/'), name]),
    place: `${place}/${text}`,
    shown: shown === '' ? text : `${shown.replace(/\/$/, '')}/${text}`,
    depth: depth + 1,
  }
}

const MANIFEST = /\.(?:ya?ml|json)$/i

const SKIPPED = /^(?:node_modules|\..*)$/s

const visit = (walking: Walking, at: Place, entry: Dirent<Buffer>): void => {
  if (entry.isSymbolicLink()) walking.links.push(at)
  else if (entry.isFile()) addFile(walking, at)
  else if (entry.isDirectory() && !SKIPPED.test(entry.name.toString())) {
    if (at.depth < LIMITS.directoryDepth) enter(walking, at)
    else walking.unreadable.push({what: at.shown, detail: `it is deeper than ${LIMITS.directoryDepth} directories`})
  }
}

const addFile = (walking: Walking, {path, place, shown}: Place): void => {
  if (isFull(walking, shown)) return
  walking.files.push({path, place, shown, isNamed: false, isManifest: MANIFEST.test(shown), isStream: false})
}

/** Says once that there is more than will be looked at. */
const isFull = (walking: Walking, shown: string): boolean => {
  if (walking.files.length + walking.directories.length < LIMITS.files) return false
  const detail = `there are more than ${LIMITS.files} files and directories: this and those after it were not looked at`
  if (!walking.isFull) walking.unreadable.push({what: shown, detail})
  walking.isFull = true
  return true
}

/** A mounted ConfigMap is all links to files in a directory with a dot. What leads out of the tree is not followed. */
const follow = (walking: Walking, at: Place): void => {
  const isManifest = MANIFEST.test(at.shown)
  try {
    const target = slashed(realpathSync(at.path))
    const inner = target.startsWith(`${walking.realRoot}/`) ? target.slice(walking.realRoot.length + 1) : null
    if (inner === null && isManifest) {
      walking.unreadable.push({what: at.shown, detail: 'it is a symbolic link that leads out of the directory'})
    }
    if (inner === null || walking.seen.has(target)) return
    walking.seen.add(target)
    const isFoundAnyway = !inner
      .split('/')
      .slice(0, -1)
      .some(name => SKIPPED.test(name))
    if (!isFoundAnyway && statSync(target).isFile()) addFile(walking, at)
  } catch (cause) {
    if (isManifest) walking.unreadable.push({what: at.shown, detail: reasonOf(cause)})
  }
}
