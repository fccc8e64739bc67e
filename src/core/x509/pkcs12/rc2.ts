/** The permutation of RFC 2268 §2, derived there from the digits of pi. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)

const pi = (index: number): number => PI_TABLE[index & 0xff] as number

/** RC2 in CBC mode without its padding (RFC 2268), which OpenSSL has no longer. It reads old stores and protects nothing. */
export const decryptRc2 = (text: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer => {
  const words = expand(key)
  const out = Buffer.alloc(text.length)
  let before = iv
  for (let at = 0; at + 8 <= text.length; at += 8) {
    const block = text.subarray(at, at + 8)
    const clear = decryptBlock(block, words)
    for (let i = 0; i < 8; i += 1) out[at + i] = (clear[i] as number) ^ (before[i] as number)
    before = block
  }
  return out
}

/** RFC 2268 §2, with as many effective bits as the key has. */
const expand = (key: Uint8Array): readonly number[] => {
  const bytes = Buffer.alloc(128)
  bytes.set(key)
  const size = key.length
  for (let i = size; i < 128; i += 1) bytes[i] = pi((bytes[i - 1] as number) + (bytes[i - size] as number))
  bytes[128 - size] = pi(bytes[128 - size] as number)
  for (let i = 127 - size; i >= 0; i -= 1) bytes[i] = pi((bytes[i + 1] as number) ^ (bytes[i + size] as number))
  return Array.from({length: 64}, (_, i) => bytes.readUInt16LE(2 * i))
}

const ROTATIONS = [1, 2, 3, 5] as const

/** RFC 2268 §4: the rounds of §3 backwards, five, six and five of them with a mash between. */
const decryptBlock = (block: Uint8Array, words: readonly number[]): Buffer => {
  const r = [0, 1, 2, 3].map(i => (block[2 * i] as number) | ((block[2 * i + 1] as number) << 8))
  for (let round = 15; round >= 0; round -= 1) {
    unmix(r, words, round)
    if (round === 11 || round === 5) unmash(r, words)
  }
  const out = Buffer.alloc(8)
  for (const [i, word] of r.entries()) out.writeUInt16LE(word, 2 * i)
  return out
}

const unmix = (r: number[], words: readonly number[], round: number): void => {
  for (let i = 3; i >= 0; i -= 1) {
    const shift = ROTATIONS[i] as number
    const word = r[i] as number
    const turned = ((word >>> shift) | (word << (16 - shift))) & 0xffff
    const [a, b, c] = [r[(i + 3) % 4] as number, r[(i + 2) % 4] as number, r[(i + 1) % 4] as number]
    r[i] = (turned - (words[4 * round + i] as number) - (a & b) - (~a & c)) & 0xffff
  }
}

const unmash = (r: number[], words: readonly number[]): void => {
  for (let i = 3; i >= 0; i -= 1)
    r[i] = ((r[i] as number) - (words[(r[(i + 3) % 4] as number) & 63] as number)) & 0xffff
}
