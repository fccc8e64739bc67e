import {known, type Unknown} from '../../core/knowing.ts'
import {flag, type Json, type Path, record} from '../../core/kube/object.ts'
import type {Fact} from '../../core/kube/view.ts'
import {type HelmRelease, releaseValue} from '../component/helm-releases.ts'
import {stepCaReleases} from './step-cas.ts'

/** A `persistence` in the values of a step-ca, which its chart reads nowhere. */
export interface MisplacedPersistence {
  readonly release: HelmRelease
  readonly path: Path
  /** What it asks for; undefined where it says neither. */
  readonly wanted?: boolean
  /** What `ca.db.persistent` has the chart do. */
  readonly isPersistent: boolean
  /** Other settings in it that the chart would read under `ca.db`. */
  readonly ignored: readonly string[]
  readonly unsure?: Unknown
}

export const misplacedPersistence: Fact<readonly MisplacedPersistence[]> = {
  name: 'misplaced persistence of step-ca',
  of: stepCaReleases.of,
  reads: stepCaReleases.reads,
  derive: view => {
    const releases = view.fact(stepCaReleases)
    return releases.known ? known(releases.value.flatMap(misplaced)) : releases
  },
}

/** Settings of `ca.db` in the chart's values; people know them from the `persistence` of other charts. */
const SETTINGS = ['existingClaim', 'size', 'storageClass', 'accessModes']

const misplaced = (release: HelmRelease): readonly MisplacedPersistence[] => {
  const persistence = record(release.values, 'persistence')
  if (Object.keys(persistence).length === 0) return []
  const wanted = flag(persistence, 'enabled')
  const enabled = releaseValue(release, 'ca', 'db', 'enabled')
  const persistent = releaseValue(release, 'ca', 'db', 'persistent')
  if (enabled.known && enabled.value === false) return []
  const unsure = [enabled, persistent].find(reading => !reading.known)
  return [
    {
      release,
      path: [...release.valuesPath, 'persistence', ...(wanted === undefined ? [] : ['enabled'])],
      isPersistent: isOn(persistent),
      ignored: wanted === false ? [] : SETTINGS.filter(key => isLost(release, key, persistence[key])),
      ...(wanted !== undefined && {wanted}),
      ...(unsure?.known === false && {unsure: unsure.because}),
    },
  ]
}

/** On unless the values turn it off. */
const isOn = (reading: ReturnType<typeof releaseValue>): boolean =>
  reading.known && (reading.value === undefined || reading.value === true)

const isLost = (release: HelmRelease, key: string, value: Json | undefined): boolean => {
  if (value === undefined || value === null || value === '') return false
  const read = releaseValue(release, 'ca', 'db', key)
  return read.known && JSON.stringify(read.value ?? DEFAULTS[key]) !== JSON.stringify(value)
}

const DEFAULTS: Readonly<Record<string, Json>> = {size: '10Gi', accessModes: ['ReadWriteOnce']}
