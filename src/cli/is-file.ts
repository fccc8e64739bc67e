import {statSync} from 'node:fs'

/** Whether a word of the command line names something that can be read as a file: a pipe can, a directory cannot. */
export const isFile = (path: string): boolean => {
  const found = statSync(path, {throwIfNoEntry: false})
  return found !== undefined && !found.isDirectory()
}
