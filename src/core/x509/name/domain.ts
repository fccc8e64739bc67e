/**
 * Whether a name may stand in a certificate as a domain, by Go's lenient `domainNameValid`: printable ASCII, no empty
 * label but the leading one of a constraint, no trailing dot. The empty name passes.
 */
export const isDomain = (name: string, constraint: boolean): boolean => {
  if (name === '') return true
  const labels = constraint && name.startsWith('.') ? name.slice(1) : name
  let label = 0
  for (let i = 0; i < labels.length; i++) {
    const code = labels.charCodeAt(i)
    if (code < 33 || code > 126) return false
    if (code !== 0x2e) label += 1
    else if (label === 0) return false
    else label = 0
  }
  return label > 0
}

/** ASCII letters to lower case, everything else as it is (RFC 6125 §6.4.1). */
export const lowerAscii = (text: string): string =>
  /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text
