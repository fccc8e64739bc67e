/** An element of DER: identifier octet, length, content (X.690 §8.1). */
export const derElement = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([header(tag, length), ...parts])
}

const header = (tag: number, length: number): Buffer => {
  if (length < 0x80) return Buffer.from([tag, length])
  const octets: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256)
  return Buffer.from([tag, 0x80 | octets.length, ...octets])
}
