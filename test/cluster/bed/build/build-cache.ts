import {createHash} from 'node:crypto'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {homedir} from 'node:os'
import path from 'node:path'
import {type GoGroup, type GroupName, goGroups, groupFolder} from './go-groups.ts'

/** Where built programs are kept: KUBECTL_PKI_BED_CACHE, else kubectl-pki-bed in the user's cache folder. */
export const cacheRoot = (env: NodeJS.ProcessEnv = process.env): string =>
  env.KUBECTL_PKI_BED_CACHE || path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'kubectl-pki-bed')

/** 16 hex digits that change with anything that goes into a group: its go.mod, go.sum and mains, and how it is built. */
export const groupKey = (group: GoGroup, folder = groupFolder(group.name)): string => {
  const hash = createHash('sha256')
  const {coldMinutes: _, ...recipe} = group
  hash.update(JSON.stringify([recipe, process.platform, process.arch]))
  for (const file of readdirSync(folder).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(file)) hash.update(`\0${file}\0`).update(readFileSync(path.join(folder, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** The folder of a group's programs; it exists only when all of them were built. */
export const builtFolder = (name: GroupName): string => {
  const group = goGroups[name]
  return path.join(cacheRoot(), `${name}-${groupKey(group)}`)
}

export const isBuilt = (name: GroupName): boolean => existsSync(builtFolder(name))
