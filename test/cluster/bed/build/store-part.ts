import {chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync} from 'node:fs'
import path from 'node:path'
import {runTool} from '../run-tool.ts'
import {type GoGroup, groupFolder, type StoredPart} from './go-groups.ts'

const writable = (folder: string): void => {
  chmodSync(folder, 0o755)
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    if (statSync(file).isDirectory()) writable(file)
    else chmodSync(file, 0o644)
  }
}

/** The folder of a module in Go's module cache, and its version. */
const locate = async (
  go: string,
  group: GoGroup,
  module: string,
): Promise<readonly [folder: string, version: string]> => {
  const format = '{{.Dir}}\n{{.Version}}'
  const {stdout} = await runTool(go, ['list', '-C', groupFolder(group.name), '-m', '-f', format, module])
  const [folder = '', version = ''] = stdout.trim().split('\n')
  return [folder, version]
}

/** Stamps the versions into a chart as its release does, and packs it: `charts/x` becomes `charts/x.tgz`. */
const packageChart = async (helm: string, folder: string, version: string): Promise<void> => {
  const parent = path.dirname(folder)
  const scratch = path.join(parent, '.packed')
  mkdirSync(scratch)
  await runTool(helm, ['package', '--version', version, '--app-version', version, '-d', scratch, folder])
  const [packed = ''] = readdirSync(scratch)
  renameSync(path.join(scratch, packed), `${folder}.tgz`)
  rmSync(scratch, {recursive: true})
  rmSync(folder, {recursive: true})
}

/** Puts a chart or a folder of manifests beside the programs, so that a warm start needs neither Go nor its module cache. */
export const storePart = async (at: {group: GoGroup; part: StoredPart; into: string; go: string}): Promise<void> => {
  const [folder, version] = await locate(at.go, at.group, at.part.module)
  const target = path.join(at.into, at.part.as)
  mkdirSync(path.dirname(target), {recursive: true})
  cpSync(path.join(folder, at.part.path), target, {recursive: true})
  writable(target)
  if (at.part.kind === 'chart') await packageChart(path.join(at.into, 'helm'), target, version)
}
