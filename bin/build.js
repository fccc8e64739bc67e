// Compiles src to dist. From nothing, so that what was deleted in src does not live on; and beside the old dist, which
// stays as it is where src does not compile.
import {spawnSync} from 'node:child_process'
import {renameSync, rmSync} from 'node:fs'

const fresh = `dist.${process.pid}`
try {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh]
  const {status} = spawnSync(process.execPath, tsc, {stdio: 'inherit'})
  process.exitCode = status ?? 1
  if (status === 0) {
    rmSync('dist', {recursive: true, force: true})
    renameSync(fresh, 'dist')
  }
} finally {
  rmSync(fresh, {recursive: true, force: true})
}
