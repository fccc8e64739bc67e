/** The clock of the API server, by the `Date` of its answers. */
export class ServerClock {
  #latest: number | undefined
  #skewSeconds: number | undefined

  /** `sentAt` and `receivedAt` by the client's clock, in ms since 1970. */
  note(date: string | undefined, sentAt: number, receivedAt: number): void {
    const at = Date.parse(date ?? '')
    if (Number.isNaN(at)) return
    this.#skewSeconds ??= skew(at, sentAt, receivedAt)
    if (this.#latest === undefined || at > this.#latest) this.#latest = at
  }

  /** Now by the server, as of its latest answer; undefined where it never said. */
  get latest(): Date | undefined {
    return this.#latest === undefined ? undefined : new Date(this.#latest)
  }

  /** Client minus server, when the server first said its time. */
  get skewSeconds(): number | undefined {
    return this.#skewSeconds
  }
}

/** `Date` has whole seconds and was written between sending and receiving: what that explains is no skew. */
const skew = (at: number, sentAt: number, receivedAt: number): number => {
  if (receivedAt < at) return Math.round((receivedAt - at) / 1000)
  if (sentAt > at + 1000) return Math.round((sentAt - at) / 1000)
  return 0
}
