import {isAscii} from 'node:buffer'
import type {IncomingHttpHeaders} from 'node:http'
import {type Json, text} from '../../../core/kube/object.ts'
import {excerpt} from '../excerpt.ts'
import {ConnectionFailure} from './connection-failure.ts'
import type {WireAnswer} from './wire.ts'

/** An answer of the API server. `value` is undefined where a refusal came without JSON. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly value: Json | undefined
  /** The beginning of a refusal in plain text, escaped. */
  readonly said?: string
}

const isJson = (headers: IncomingHttpHeaders): boolean => /^application\/json\b/i.test(headers['content-type'] ?? '')

/** Whether an answer holds what was asked for. */
export const isGood = (status: number, headers: IncomingHttpHeaders): boolean =>
  status >= 200 && status < 300 && isJson(headers)

/**
 * Reads the JSON of an answer. A refusal may come without: from a proxy, or from the API server itself ("404 page not found").
 * @throws ConnectionFailure E_ANSWER_UNREADABLE for a good answer that is no JSON; SyntaxError for one that is broken
 */
export const readJson = ({status, headers, body}: WireAnswer, server: string): ApiAnswer => {
  if (status >= 300 && status < 400) throw elsewhere(headers, status, server)
  if (isGood(status, headers))
    return {status, headers, value: JSON.parse(body.toString(isAscii(body) ? 'latin1' : 'utf8'))}
  if (status < 300) throw notJson(headers, body, server)
  if (isJson(headers)) return {status, headers, value: parseOrNothing(body)}
  const isText = /^text\/plain\b/i.test(headers['content-type'] ?? '')
  return {status, headers, value: undefined, ...(isText && {said: excerpt(body.toString('utf8', 0, 400), 100)})}
}

const parseOrNothing = (body: Buffer): Json | undefined => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What a refusal says, for a person: the message of the Status (meta/v1), else its number. */
export const refusalOf = ({status, value, said = ''}: ApiAnswer): string => {
  const message = text(value, 'message') ?? ''
  if (message !== '') return excerpt(message)
  return said === '' ? `the API server answered ${status}` : `the API server answered ${status}: ${said}`
}

const elsewhere = (headers: IncomingHttpHeaders, status: number, server: string): ConnectionFailure => {
  const to = URL.canParse(headers.location ?? '') ? ` to ${excerpt(new URL(headers.location ?? '').host)}` : ''
  return new ConnectionFailure('E_ANSWER_UNREADABLE', `what answers at ${server} sends us elsewhere${to} (${status})`, {
    transient: false,
  })
}

const TITLE = /<title[^>]*>([^<]{1,200})/i

const notJson = (headers: IncomingHttpHeaders, body: Buffer, server: string): ConnectionFailure => {
  const type = headers['content-type'] ?? ''
  const title = TITLE.exec(body.toString('utf8', 0, Math.min(body.length, 4096)))?.[1]
  const named = title === undefined ? '' : ` titled "${excerpt(title, 60)}"`
  const what = /html/i.test(type) ? `with a web page${named}` : `with ${excerpt(type, 60) || 'something'}, not JSON`
  return new ConnectionFailure('E_ANSWER_UNREADABLE', `what answers at ${server} answers ${what}`, {transient: false})
}
