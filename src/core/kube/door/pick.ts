import {isPlain} from './plain.ts'

/** Which parts of a value are kept: all of it, some members, the same parts of every element, or what a function says. */
export type Shape = true | readonly [Shape] | {readonly [member: string]: Shape} | ((value: unknown) => unknown)

/** The parts of a value that a shape names; what has another shape is left out. Shares what is kept whole. */
export const pick = (value: unknown, shape: Shape): unknown => {
  if (value === undefined || shape === true) return value
  if (typeof shape === 'function') return shape(value)
  if (isList(shape)) return Array.isArray(value) ? value.map(each => pick(each, shape[0]) ?? null) : undefined
  if (!isPlain(value)) return undefined
  const out: Record<string, unknown> = {}
  for (const member in shape) {
    const kept = Object.hasOwn(value, member) ? pick(value[member], shape[member] as Shape) : undefined
    if (kept !== undefined) out[member] = kept
  }
  return out
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)
