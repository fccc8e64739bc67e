import {readFileSync} from 'node:fs'
import {join} from 'node:path'

/** A flag of a command, as `oclif.manifest.json` holds it. */
export interface SurfaceFlag {
  readonly name: string
  readonly char?: string
  readonly summary?: string
  readonly type: 'boolean' | 'option'
  readonly options?: readonly string[]
  readonly allowNo?: boolean
  readonly hidden?: boolean
  readonly multiple?: boolean
}

export interface SurfaceCommand {
  /** `snapshot:save` */
  readonly id: string
  readonly summary?: string
  readonly hidden?: boolean
  readonly args: Readonly<Record<string, {readonly options?: readonly string[]}>>
  readonly flags: Readonly<Record<string, SurfaceFlag>>
}

/** All commands with their flags: what `oclif.manifest.json` says, so that nothing of a command has to be loaded. */
export interface Surface {
  readonly commands: Readonly<Record<string, SurfaceCommand>>
}

/** The surface of the program that lies in a folder. */
export const surfaceIn = (root: string): Surface => JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
