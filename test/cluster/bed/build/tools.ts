import path from 'node:path'
import {isBuilt} from './build-cache.ts'
import {buildGroup} from './build-group.ts'
import {findGo} from './find-go.ts'
import {type GroupName, type ToolName, toolGroups} from './go-groups.ts'

/** The path of a program of the bed; builds its group when it is not in the cache. */
export const toolPath = async (tool: ToolName): Promise<string> => path.join(await buildGroup(toolGroups[tool]), tool)

/** The path of a chart or manifest folder that a group stores, such as `charts/cert-manager.tgz`. */
export const storedPath = async (group: GroupName, as: string): Promise<string> =>
  path.join(await buildGroup(group), as)

/** Why these groups cannot be had here, in a few words; undefined when they are built or can be. */
export const missingFor = (groups: readonly GroupName[]): string | undefined => {
  if (process.platform === 'win32') return 'the control plane does not run on Windows'
  if (groups.every(isBuilt)) return undefined
  const go = findGo()
  return go.found ? undefined : go.because
}
