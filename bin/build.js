// Makes dist from src: one file a command, and what commands share in chunks, because loading hundreds of small modules costs
// more than running them. From nothing, so that what was deleted in src does not live on; and beside the old dist, which
// stays as it is where src cannot be built. Types are checked by `npm run lint`.
import {globSync, renameSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'
import {build} from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const fresh = `dist.${process.pid}`
/** What is imported from outside: by the executable, also where it completes words, by oclif, and by the benchmark of path validation. */
const entries = [
  'src/cli/main.ts',
  'src/cli/completion/main.ts',
  'src/core/x509/path/path.ts',
  ...globSync('src/commands/**/*.ts', {cwd: root}),
]

try {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outbase: 'src',
    outdir: fresh,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    chunkNames: 'chunks/[name]-[hash]',
  })
  rmSync('dist', {recursive: true, force: true})
  renameSync(fresh, 'dist')
} catch {
  process.exitCode = 1 // esbuild has said why
} finally {
  rmSync(fresh, {recursive: true, force: true})
}
