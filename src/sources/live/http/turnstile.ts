import {setTimeout as sleep} from 'node:timers/promises'

/** Waits; throws the signal's reason when it is aborted meanwhile. */
export const pause = async (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : {signal})
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  }
}

/** A token bucket, as client-go's: `burst` requests at once, then `qps` a second. */
export class RateLimit {
  readonly #qps: number
  readonly #burst: number
  #tokens: number
  #filledAt = performance.now()

  constructor(qps: number, burst: number) {
    this.#qps = qps
    this.#burst = burst
    this.#tokens = burst
  }

  async take(signal: AbortSignal | undefined): Promise<void> {
    const now = performance.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#qps)
    this.#filledAt = now
    this.#tokens -= 1
    if (this.#tokens < 0) await pause((-this.#tokens / this.#qps) * 1000, signal)
  }
}

/** Lets so many in at a time, in the order in which they came. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
