import {statSync} from 'node:fs'

/**
 * Whether a word of the command line names something that can be read as a file: a pipe can, a directory cannot, and a word
 * that is too long for a file is a name of something else. Where one may not even look, reading it will say so.
 */
export const isFile = (path: string): boolean => {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    return found !== undefined && !found.isDirectory()
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENAMETOOLONG'
  }
}
