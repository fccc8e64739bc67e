import type {Origin, Redaction} from '../object.ts'
import {isPlain} from './plain.ts'
import {scrubText} from './scrub/scrub.ts'
import {SHORTEST_KEY} from './scrub/signs.ts'

/** One value for all objects of a cluster. */
const CLUSTER: Origin = {from: 'cluster'}

/** The origin without key material: lines are kept by path, and paths hold the names of fields, which may be anything. */
export const cleanOrigin = (origin: Origin): Origin => {
  if (origin.from === 'cluster') return CLUSTER
  const suspicious = Object.keys(origin.lines).some(
    path => path.length >= SHORTEST_KEY && scrubText(path).text !== path,
  )
  if (!suspicious && scrubText(origin.file).forms.length === 0) return origin
  const lines = Object.entries(origin.lines).map(([path, line]) => [scrubText(path).text, line])
  return {...origin, file: scrubText(origin.file).text, lines: Object.fromEntries(lines)}
}

/** The origin of an object in a saved snapshot; null where it is none. */
export const readOrigin = (value: unknown): Origin | null => {
  if (!isPlain(value)) return null
  if (value.from === 'cluster') return CLUSTER
  const {from, file, lines} = value
  if (from !== 'file' || typeof file !== 'string' || !isPlain(lines)) return null
  if (!Object.values(lines).every(line => typeof line === 'number')) return null
  return cleanOrigin({from, file, lines: lines as Readonly<Record<string, number>>})
}

/** What a saved snapshot says that was taken out before. */
export const readRedactions = (value: unknown): readonly Redaction[] => {
  if (!Array.isArray(value)) return []
  return value
    .filter(isPlain)
    .flatMap(({path, form}) =>
      typeof path === 'string' && typeof form === 'string'
        ? [{path: scrubText(path).text, form: scrubText(form).text}]
        : [],
    )
}
