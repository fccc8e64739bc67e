import type {IncomingHttpHeaders} from 'node:http'

/** Takes the pieces of a body while they come in. What it throws ends the request. */
export type Sink = (chunk: Buffer) => void

/** One request, as it goes over the wire. */
export interface Exchange {
  readonly method: 'GET' | 'POST'
  /** With the query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly signal?: AbortSignal | undefined
  /** Asked when the head of the answer is there: who takes the body; null keeps it whole. */
  readonly sink?: ((status: number, headers: IncomingHttpHeaders) => Sink | null) | undefined
}

/** What came back, unpacked. */
export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Empty where a sink took it. */
  readonly body: Buffer
}

/** Connections to one API server: one with HTTP/2, some with HTTP/1.1. They do not keep the process alive when idle. */
export interface Wire {
  /** How many requests may be under way together. */
  readonly concurrency: number
  /** @throws ConnectionFailure; or the signal's reason. */
  send(exchange: Exchange): Promise<WireAnswer>
  close(): void
}

/** Calls `onSilence` once nothing was heard for so long; 0 is for ever. */
export const patience = (milliseconds: number, onSilence: () => void): {heard(): void; end(): void} => {
  if (milliseconds <= 0) return {heard: () => {}, end: () => {}}
  const timer = setTimeout(onSilence, milliseconds)
  return {heard: () => void timer.refresh(), end: () => clearTimeout(timer)}
}
