import {excerpt} from '../excerpt.ts'
import type {LiveOptions} from '../options.ts'

/** Headers that prove who somebody is; no verbosity shows them. */
const SECRET = /^(authorization|proxy-authorization|cookie|set-cookie|x-remote-.*|.*token.*)$/i

const LONGEST_URL = 1000

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** One request and how it ended, for `-v`. */
export interface LoggedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly milliseconds: number
  readonly end: {readonly status: number; readonly headers: Headers} | {readonly failure: string}
}

/** Writes requests to stderr by kubectl's levels: from 6 one line each, from 8 the headers too. Bodies never. */
export const requestLog = ({verbosity = 0, log}: LiveOptions): ((request: LoggedRequest) => void) => {
  if (log === undefined || verbosity < 6) return () => {}
  return ({method, url, headers, milliseconds, end}) => {
    const how = 'failure' in end ? excerpt(end.failure) : String(end.status)
    log(`${method} ${excerpt(url, LONGEST_URL)} ${how} in ${Math.round(milliseconds)} ms`)
    if (verbosity < 8) return
    for (const line of headerLines('>', headers)) log(line)
    if ('headers' in end) for (const line of headerLines('<', end.headers)) log(line)
  }
}

const headerLines = (mark: string, headers: Headers): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => !name.startsWith(':'))
    .map(
      ([name, value]) => `  ${mark} ${excerpt(name)}: ${SECRET.test(name) ? '<masked>' : excerpt(String(value), 300)}`,
    )
