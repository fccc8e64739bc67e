import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from 'node:fs'
import path from 'node:path'
import {runTool} from '../run-tool.ts'
import {builtFolder, cacheRoot, isBuilt} from './build-cache.ts'
import {isAlive, withBuildLock} from './build-lock.ts'
import {findGo} from './find-go.ts'
import {type GoBuild, type GoGroup, type GroupName, goGroups, groupFolder} from './go-groups.ts'
import {storePart} from './store-part.ts'

const say = (line: string): void => {
  process.stderr.write(`kubectl-pki bed: ${line}\n`)
}

/** The version of a module in a group's go.mod, as `v1.2.3`. */
export const moduleVersion = (name: GroupName, module: string): string => {
  const text = readFileSync(path.join(groupFolder(name), 'go.mod'), 'utf8')
  const line = text.split('\n').find(one => one.trim().startsWith(`${module} v`))
  const version = line?.trim().split(/\s+/)[1]
  if (version === undefined) throw new Error(`${module} is not in the go.mod of ${name}`)
  return version
}

/** Says every 20 s how many packages were compiled, since a cold build takes minutes. */
const progressOf = (group: GoGroup) => {
  let packages = 0
  const started = Date.now()
  const timer = setInterval(() => {
    say(`${group.name}: ${packages} packages compiled, ${Math.round((Date.now() - started) / 1000)} s`)
  }, 20_000)
  return {
    onLine: () => {
      packages += 1
    },
    end: () => {
      clearInterval(timer)
      return Math.round((Date.now() - started) / 1000)
    },
  }
}

/** `{major:MODULE}` and the like, filled in from the group's go.mod. */
const withVersions = (name: GroupName, flags: string): string =>
  flags.replace(/\{(version|major|minor):([^}]+)\}/g, (_, part: string, module: string) => {
    const version = moduleVersion(name, module)
    const [major = '', minor = ''] = version.slice(1).split('.')
    return {version, major, minor}[part] ?? ''
  })

const goBuild = (group: GoGroup, build: GoBuild, into: string): readonly string[] => [
  ...['build', '-C', groupFolder(group.name), '-v', '-trimpath', '-buildvcs=false'],
  ...(build.tags === undefined ? [] : ['-tags', build.tags]),
  ...['-ldflags', withVersions(group.name, `-s -w ${build.ldflags ?? ''}`).trim()],
  ...['-o', build.output === undefined ? `${into}/` : path.join(into, build.output), build.target],
]

const buildInto = async (group: GoGroup, into: string, go: string): Promise<void> => {
  const env = {...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOBIN: ''}
  const progress = progressOf(group)
  try {
    for (const build of group.builds) {
      await runTool(go, goBuild(group, build, into), {env, onStderrLine: progress.onLine})
    }
    for (const [from, to] of Object.entries(group.renames)) renameSync(path.join(into, from), path.join(into, to))
    for (const part of group.stored) await storePart({group, part, into, go})
  } finally {
    say(`${group.name}: ${progress.end()} s`)
  }
}

const dropLeftovers = (prefix: string): void => {
  for (const name of readdirSync(cacheRoot())) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      rmSync(path.join(cacheRoot(), name), {recursive: true, force: true})
  }
}

const build = async (group: GoGroup): Promise<void> => {
  const go = findGo()
  if (!go.found) throw new Error(`the test bed's ${group.name} programs cannot be built: ${go.because}`)
  const done = builtFolder(group.name)
  const prefix = `.${path.basename(done)}.`
  dropLeftovers(prefix)
  const into = path.join(cacheRoot(), `${prefix}${process.pid}`)
  mkdirSync(into, {recursive: true})
  say(`building ${group.name} (about ${group.coldMinutes} min with an empty Go cache on 2 cores), once, into ${done}`)
  try {
    await buildInto(group, into, go.command)
    if (!existsSync(done)) renameSync(into, done)
  } finally {
    rmSync(into, {recursive: true, force: true})
  }
}

/** Builds a group's programs unless they are in the cache, and returns their folder. Safe when several runs start at once. */
export const buildGroup = async (name: GroupName): Promise<string> => {
  const done = builtFolder(name)
  if (isBuilt(name)) return done
  mkdirSync(cacheRoot(), {recursive: true})
  const onWait = (pid: number) => say(`${name}: waiting for process ${pid}, which is building it`)
  await withBuildLock(`${done}.lock`, onWait, async () => {
    if (!isBuilt(name)) await build(goGroups[name])
  })
  return done
}
