import {spawnSync} from 'node:child_process'

/** Go as it was found, or why there is none that the bed can be built with. */
export type FoundGo =
  | {readonly found: true; readonly command: string}
  | {readonly found: false; readonly because: string}

/** The oldest Go that fetches the toolchain which a go.mod asks for, and the one that our go.mod files ask for. */
const oldest = {fetches: 21, builds: 26}

const ask = (command: string, args: readonly string[]): string | undefined => {
  const run = spawnSync(command, args, {encoding: 'utf8', timeout: 20_000})
  return run.status === 0 ? run.stdout.trim() : undefined
}

const judge = (command: string, version: string): FoundGo => {
  const minor = Number(/\bgo1\.(\d+)/.exec(version)?.[1] ?? 0)
  if (minor >= oldest.builds) return {found: true, command}
  if (minor >= oldest.fetches && ask(command, ['env', 'GOTOOLCHAIN']) !== 'local') return {found: true, command}
  return {found: false, because: `Go 1.${oldest.builds} or newer is needed, this is ${version}`}
}

/** Looks for Go on PATH. */
export const findGo = (): FoundGo => {
  const version = ask('go', ['version'])
  return version === undefined ? {found: false, because: 'Go is not installed'} : judge('go', version)
}
