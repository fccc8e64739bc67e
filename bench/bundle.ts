import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {buildSync} from 'esbuild'

/** Where packages are still found from, and nothing is committed or published. */
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache')

/**
 * Makes one file of a program, as `npm run build` does for what ships: Node would otherwise strip the types of some 600 files
 * first, which takes memory that no user spends.
 * @param use gets the path of that file, which is gone afterwards
 */
export const withBundle = <T>(program: string, use: (file: string) => T): T => {
  mkdirSync(CACHE, {recursive: true})
  const folder = mkdtempSync(join(CACHE, 'bench-'))
  try {
    const outfile = join(folder, 'program.js')
    const how = {bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node22'} as const
    buildSync({...how, entryPoints: [program], outfile, logLevel: 'warning'})
    return use(outfile)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
