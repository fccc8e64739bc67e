import {setTimeout as sleep} from 'node:timers/promises'

/** Rung when something has changed; heard by who waits for it, also later. */
export class Bell {
  #isRung = false
  #wake = (): void => {}

  readonly ring = (): void => {
    this.#isRung = true
    this.#wake()
  }

  /** What was rung so far is answered. */
  silence(): void {
    this.#isRung = false
  }

  /** Until it rings, but not before `atLeast` ms and not after `atMost`. @throws the signal's AbortError */
  async wait({atLeast, atMost, signal}: {atLeast: number; atMost: number; signal: AbortSignal}): Promise<void> {
    await sleep(atLeast, undefined, {signal})
    if (this.#isRung) return
    const heard = new AbortController()
    this.#wake = () => heard.abort()
    const both = AbortSignal.any([signal, heard.signal])
    await sleep(Math.max(atMost - atLeast, 0), undefined, {signal: both}).catch(error => {
      if (signal.aborted) throw error
    })
    this.#wake = () => {}
  }
}
