import type {Json} from '../../core/kube/object.ts'

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const NULL = new Set(['', '~', 'null', 'Null', 'NULL'])

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const FIRST_OF_NUMBER = /^[-+.0-9]/

/**
 * What an unquoted YAML scalar means to kubectl and Flux: `yes` and `on` are true, `010` is eight, dates stay text
 * (go.yaml.in/yaml/v2 `resolve.go`, which sigs.k8s.io/yaml uses).
 */
export const resolvePlain = (text: string): string | number | boolean | null => {
  if (text.length <= 5) {
    if (TRUE.has(text)) return true
    if (FALSE.has(text)) return false
    if (NULL.has(text)) return null
  }
  if (!FIRST_OF_NUMBER.test(text)) return text
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '')
  const integer = INTEGER.exec(plain)
  if (integer !== null) return (integer[1] === '-' ? -1 : 1) * magnitude(integer[2] ?? '')
  const float = FLOAT.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(float) ? float : text
}

const magnitude = (digits: string): number =>
  /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits.toLowerCase())

/** The key of a mapping as JSON has it, or null where JSON has no such key: null, a list, a mapping. */
export const keyOf = (value: Json | undefined): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
