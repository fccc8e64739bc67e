/** A released version, as tags of images and charts name it: `v1.21.1`, `1.30.0-rc1`, `0.27.0-debian-12-r3`. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly patch: number
  /** alpha, beta or rc: before the version that it is named after. */
  readonly isEarly: boolean
}

/** Undefined for what names no version: `latest`, `main`, `1.x`, a commit, the 0.0.0 of what was never released. */
export const parseVersion = (text: string | undefined): Version | undefined => {
  const [, major, minor, patch, rest = ''] = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})([-+].*)?$/.exec(text ?? '') ?? []
  if (major === undefined || Number(major) + Number(minor) + Number(patch) === 0) return undefined
  return {major: Number(major), minor: Number(minor), patch: Number(patch), isEarly: /^-(?:alpha|beta|rc)/.test(rest)}
}

/** Negative where `a` comes before `b`. */
export const compareVersions = (a: Version, b: Version): number =>
  a.major - b.major || a.minor - b.minor || a.patch - b.patch || Number(b.isEarly) - Number(a.isEarly)

/** Whether both are of one release line: `1.21`. */
export const isSameLine = (a: Version, b: Version): boolean => a.major === b.major && a.minor === b.minor
