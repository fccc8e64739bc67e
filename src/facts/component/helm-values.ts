import {parse} from 'yaml'
import type {Json, JsonObject} from '../../core/kube/object.ts'

/** Longer values are not looked into: a chart's own are some ten kilobytes. */
const LONGEST = 256 * 1024

/**
 * Values that stand in an object as YAML text, as `helm.values` of an Argo CD Application; null for what is no mapping, is
 * broken, or blows up its aliases. Nothing of the text is quoted anywhere.
 */
export const parseHelmValues = (text: string): JsonObject | null => {
  if (text.length > LONGEST) return null
  try {
    const value = parse(text, {logLevel: 'error', maxAliasCount: 100, schema: 'core'}) as Json
    if (value === null) return {}
    return typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}
