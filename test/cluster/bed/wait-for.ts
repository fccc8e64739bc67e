import {setTimeout as sleep} from 'node:timers/promises'

export interface WaitOptions {
  /** 60 unless said. */
  readonly seconds?: number
  /** Between two looks, in milliseconds; 100 unless said. */
  readonly every?: number
}

type Seen<T> = {readonly is: true; readonly value: T} | {readonly is: false; readonly last: string}

const look = async <T>(
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
): Promise<Seen<T>> => {
  try {
    const value = await probe()
    if (value !== undefined && value !== null && value !== false) return {is: true, value}
    return {is: false, last: `the last look saw ${JSON.stringify(value) ?? 'nothing'}`}
  } catch (error) {
    if (error instanceof HopelessError) throw error
    return {is: false, last: error instanceof Error ? error.message : String(error)}
  }
}

/** Thrown by a probe to end the wait at once: what is waited for can no longer come. */
export class HopelessError extends Error {}

/**
 * Looks again and again until `probe` gives something, and returns that. An error of the probe counts as "not yet".
 * @throws when the time is over, with the description and what the last look saw.
 */
export const waitFor = async <T>(
  description: string,
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  options: WaitOptions = {},
): Promise<T> => {
  const seconds = options.seconds ?? 60
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const seen = await look(probe)
    if (seen.is) return seen.value
    if (Date.now() >= deadline) throw new Error(`waited ${seconds} s for ${description}: ${seen.last}`)
    await sleep(options.every ?? 100)
  }
}
