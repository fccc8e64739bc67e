/** How many bytes of a secret each needle stands for: long enough not to occur by chance, short enough to catch a line. */
const WINDOW = 12

/**
 * Everything by which a part of a secret would be recognised in a text: hex, base64 of both alphabets at each of its
 * three alignments, that again in base64 and in hex, the bytes as characters, and a decimal list of them.
 */
export const needlesOf = (secret: Buffer): readonly string[] => {
  const needles = new Set<string>()
  for (let at = 0; at + WINDOW <= secret.length; at += WINDOW / 2) {
    const window = secret.subarray(at, at + WINDOW)
    for (const encoded of encodings(window)) needles.add(encoded)
    for (const base64 of aligned(secret.subarray(at, at + 2 * WINDOW))) {
      for (const again of [...aligned(Buffer.from(base64)), Buffer.from(base64).toString('hex')]) needles.add(again)
    }
  }
  return [...needles]
}

const encodings = (bytes: Buffer): readonly string[] => [
  bytes.toString('hex'),
  bytes.toString('hex').toUpperCase(),
  [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join(':'),
  bytes.toString('latin1'),
  [...bytes].join(','),
  ...aligned(bytes),
]

/** The characters of base64 that depend on these bytes alone, wherever in the text that is encoded they stand. */
const aligned = (bytes: Buffer): readonly string[] =>
  [0, 1, 2].flatMap(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + bytes.length) * 8) / 6)
    const standard = text.slice(from, to)
    return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')]
  })

/** The needles that are found in a text; what JSON escapes is looked for escaped too. */
export const leaks = (text: string, needles: readonly string[]): readonly string[] =>
  needles.filter(needle => text.includes(needle) || text.includes(JSON.stringify(needle).slice(1, -1)))
