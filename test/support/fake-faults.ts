import type {IncomingMessage, ServerResponse} from 'node:http'
import type {Http2ServerRequest, Http2ServerResponse} from 'node:http2'
import {setTimeout as sleep} from 'node:timers/promises'
import {gzipSync} from 'node:zlib'
import type {FakeAnswer} from './fake-answers.ts'

/** What goes wrong with one request. */
export type Fault =
  | {readonly is: 'answer'; readonly answer: FakeAnswer}
  | {readonly is: 'hang'}
  /** The connection ends instead of an answer. */
  | {readonly is: 'drop'}
  /** The connection ends in the middle of the body. */
  | {readonly is: 'cut'}
  /** The body ends in its middle, and HTTP says that this is all. */
  | {readonly is: 'truncate'}
  /** Answers, and then wants no more requests on this connection (HTTP/2). */
  | {readonly is: 'goaway'}
  /** Answers, later. */
  | {readonly is: 'delay'; readonly milliseconds: number}

export type Request = IncomingMessage | Http2ServerRequest
export type Response = ServerResponse | Http2ServerResponse

/** Ends the connection (HTTP/1.1) or the stream (HTTP/2) without an end of the answer. */
const breakOff = (response: Response): void => {
  if ('stream' in response && response.stream !== undefined) response.stream.close(2)
  else response.socket?.destroy()
}

export interface SendOptions {
  readonly fault: Fault | undefined
  readonly gzip: boolean
  readonly date: string
}

/** Sends an answer, with what a fault makes of it. */
export const send = async (response: Response, answer: FakeAnswer, {fault, gzip, date}: SendOptions): Promise<void> => {
  if (fault?.is === 'hang') return
  if (fault?.is === 'drop') return breakOff(response)
  if (fault?.is === 'delay') await sleep(fault.milliseconds)
  const given = fault?.is === 'answer' ? fault.answer : answer
  const text = fault?.is === 'truncate' ? given.body.slice(0, given.body.length / 2) : given.body
  const isPacked = gzip && text.length > 1024
  const body = isPacked ? gzipSync(text) : Buffer.from(text)
  const target = response as ServerResponse
  target.writeHead(given.status, {
    'content-type': given.type,
    'content-length': String(body.length),
    date,
    ...(isPacked && {'content-encoding': 'gzip'}),
    ...given.headers,
  })
  if (fault?.is === 'goaway' && 'stream' in response) response.stream.session?.goaway()
  if (fault?.is === 'cut') target.write(body.subarray(0, body.length / 2), () => setImmediate(() => breakOff(response)))
  else target.end(body)
}
