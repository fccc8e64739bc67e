/** IP addresses as bytes: 4 or 16 of them, as an iPAddress name carries them (RFC 5280 §4.2.1.6). */

/**
 * Parses an address as Go's `net.ParseIP` does: no leading zeros, no zone, IPv4 in the last four bytes of IPv6 allowed.
 * An IPv4 address written in IPv6 (`::ffff:1.2.3.4`) gives four bytes, because Go treats the two as equal.
 */
export const parseIp = (text: string): Uint8Array | undefined => {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text)
  return bytes === undefined ? undefined : unmapped(bytes)
}

/** The IPv4 address that `::ffff:0:0/96` holds, or the bytes as they are. */
export const unmapped = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length !== 16 || bytes[10] !== 0xff || bytes[11] !== 0xff) return bytes
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return bytes
  return bytes.subarray(12)
}

const parseIpv4 = (text: string): Uint8Array | undefined => {
  const fields = text.split('.')
  if (fields.length !== 4 || !fields.every(field => /^(0|[1-9][0-9]{0,2})$/.test(field) && Number(field) <= 255)) {
    return undefined
  }
  return Uint8Array.from(fields, Number)
}

/** RFC 4291 §2.2, without a zone. */
export const parseIpv6 = (text: string): Uint8Array | undefined => {
  if (text.length > 45) return undefined
  const dot = text.includes('.') ? text.lastIndexOf(':') : -1
  const tail = dot === -1 ? undefined : parseIpv4(text.slice(dot + 1))
  if (dot !== -1 && tail === undefined) return undefined
  const groups = tail === undefined ? text : `${text.slice(0, dot + 1)}0:0`
  const [head, rest, ...more] = groups.split('::')
  if (head === undefined || more.length > 0) return undefined
  const before = hexGroups(head)
  const after = rest === undefined ? [] : hexGroups(rest)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array.from({length: Math.max(0, missing)}, () => 0), ...after]
  const bytes = Uint8Array.from(all.flatMap(group => [group >> 8, group & 0xff]))
  if (tail !== undefined) bytes.set(tail, 12)
  return bytes
}

const hexGroups = (text: string): number[] | undefined => {
  if (text === '') return []
  const groups = text.split(':')
  return groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))
    ? groups.map(group => Number.parseInt(group, 16))
    : undefined
}

/** Canonical text: dotted IPv4, or RFC 5952 (lower case, the longest run of zero groups as `::`). */
export const ipText = (bytes: Uint8Array): string => {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length !== 16) return `#${Buffer.from(bytes).toString('hex')}`
  const four = unmapped(bytes)
  if (four.length === 4) return `::ffff:${four.join('.')}`
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((((bytes[i] as number) << 8) | (bytes[i + 1] as number)).toString(16))
  return compress(groups)
}

const compress = (groups: readonly string[]): string => {
  let best = {at: -1, length: 1}
  for (let i = 0; i < groups.length; i++) {
    let length = 0
    while (groups[i + length] === '0') length += 1
    if (length > best.length) best = {at: i, length}
  }
  if (best.at === -1) return groups.join(':')
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`
}
