import type {ComponentId, ComponentVersion, Versions} from './component.ts'
import {given} from './given.ts'
import type {Reading} from './knowing.ts'
import {KINDS} from './kube/kind.ts'
import {compareVersions, parseVersion} from './version.ts'

/** Release lines, `1.31` to `1.37`. */
export interface Lines {
  readonly oldest: string
  readonly newest: string
}

/** What this client was made for. Others it reads as well; what they do differently it cannot know. */
export const MADE_FOR: Readonly<Partial<Record<ComponentId | 'kubernetes', Lines>>> = {
  kubernetes: {oldest: '1.31', newest: '1.37'},
  'cert-manager': {oldest: '1.17', newest: '1.21'},
  'approver-policy': {oldest: '0.21', newest: '0.27'},
  'trust-manager': {oldest: '0.16', newest: '0.24'},
  'step-issuer': {oldest: '0.9', newest: '0.12'},
}

export interface ClientVersion {
  /** `v0.1.0`. */
  readonly gitVersion: string
  /** `linux/x64`, by Node's names. */
  readonly platform: string
  /** `v22.23.2`. */
  readonly node: string
}

/** A kind that some command reads, in the API versions that are understood, the preferred one first. */
export interface ReadKind {
  /** Empty for the core group. */
  readonly group: string
  readonly kind: string
  readonly versions: readonly string[]
}

/** The answer of `version`, with the names that `kubectl version -o json` has. */
export interface VersionDocument {
  readonly schema: 'kubectl-pki/version.v1'
  readonly clientVersion: ClientVersion
  readonly madeFor: typeof MADE_FOR
  readonly kinds: readonly ReadKind[]
  /** Absent with `--client`, and for what is no cluster. */
  readonly serverVersion?: {readonly gitVersion: string}
  /** Absent with `--client`. */
  readonly components?: Reading<readonly ComponentVersion[]>
}

export const versionDocument = (clientVersion: ClientVersion, found?: Versions): VersionDocument => ({
  schema: 'kubectl-pki/version.v1',
  clientVersion,
  madeFor: MADE_FOR,
  kinds: KINDS.map(({kind, manifestKind, versions}) => {
    const group = kind.slice(0, kind.indexOf('/'))
    return {group: group === 'core' ? '' : group, kind: manifestKind, versions}
  }),
  ...given({serverVersion: found?.server === undefined ? undefined : {gitVersion: found.server}}),
  ...given({components: found?.components}),
})

/** On which side of the release lines a version stands; undefined for what names no version, or stands within. */
export const sideOfLines = (what: string, version: string): 'older' | 'newer' | undefined => {
  const lines = MADE_FOR[what as keyof typeof MADE_FOR]
  const found = parseVersion(version)
  if (lines === undefined || found === undefined) return undefined
  const line = {...found, patch: 0, isEarly: false}
  const [oldest, newest] = [parseVersion(`${lines.oldest}.0`), parseVersion(`${lines.newest}.0`)]
  if (oldest !== undefined && compareVersions(line, oldest) < 0) return 'older'
  return newest !== undefined && compareVersions(line, newest) > 0 ? 'newer' : undefined
}
