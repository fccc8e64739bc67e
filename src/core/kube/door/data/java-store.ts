import {MOST_CERTIFICATES, storePem} from './store-pem.ts'

/**
 * The certificates of a Java key store (JKS, JCEKS) as PEM: trusted ones, and the chains of its keys. They stand in it in
 * clear; the password protects the keys, which are skipped. Undefined where there are none; layout as in the JDK's
 * `sun.security.provider.JavaKeyStore`.
 */
export const javaStorePem = (bytes: Buffer): string | undefined => storePem(certificatesIn(new Cursor(bytes)))

/** Reads numbers and runs of bytes; whatever lies behind the end is empty. */
class Cursor {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  number(size: 2 | 4): number {
    const run = this.run(size)
    return run.length < size ? 0 : run.readUIntBE(0, size)
  }

  run(length: number): Buffer {
    const run = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return run
  }
}

const KEY_ENTRY = 1
const TRUSTED_ENTRY = 2

const certificatesIn = (cursor: Cursor): readonly Buffer[] => {
  cursor.run(4)
  const version = cursor.number(4)
  const count = cursor.number(4)
  const found: Buffer[] = []
  for (let entry = 0; entry < count && !cursor.isAtEnd && found.length < MOST_CERTIFICATES; entry += 1) {
    const tag = cursor.number(4)
    cursor.run(cursor.number(2) + 8)
    if (tag !== KEY_ENTRY && tag !== TRUSTED_ENTRY) break
    if (tag === KEY_ENTRY) cursor.run(cursor.number(4))
    const chain = tag === KEY_ENTRY ? cursor.number(4) : 1
    for (let each = 0; each < chain && !cursor.isAtEnd && found.length < MOST_CERTIFICATES; each += 1) {
      if (version === 2) cursor.run(cursor.number(2))
      found.push(cursor.run(cursor.number(4)))
    }
  }
  return found
}
