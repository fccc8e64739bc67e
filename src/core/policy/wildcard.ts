/**
 * approver-policy's wildcard (pkg/internal/util/wildcard.go): `*` is any run of characters, also of none, across dots,
 * slashes and colons; nothing else is special; the whole string has to match, case included. Linear in both lengths.
 */
export const wildcardMatches = (pattern: string, value: string): boolean => {
  const parts = pattern.split('*')
  const first = parts[0] ?? ''
  if (parts.length === 1) return first === value
  const last = parts.at(-1) ?? ''
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) return false
  let from = first.length
  const end = value.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, from)
    if (found === -1 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}

/** Whether every value matches one of the patterns; true for no values. */
export const wildcardSubset = (patterns: readonly string[], values: readonly string[]): boolean =>
  values.every(value => patterns.some(pattern => wildcardMatches(pattern, value)))
