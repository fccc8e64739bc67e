import type {Terminal} from '../render/terminal.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Narrower text cannot hold a name and a note beside each other; wider text cannot be read. */
const [NARROWEST, WIDEST, WITHOUT_TTY] = [60, 200, 100]

/**
 * What text is drawn for. Colour: `--no-color`, then `NO_COLOR` (no-color.org), then `FORCE_COLOR`, then whether a person
 * looks at it. ASCII where the locale is known and has no UTF-8.
 */
export const terminalOf = (stream: Stream, env: Environment, options: {readonly color: boolean}): Terminal => {
  const columns = stream.columns ?? (Number(env.COLUMNS) || WITHOUT_TTY)
  const isUnmeasured = stream.columns === undefined && !(Number(env.COLUMNS) > 0)
  return {
    width: Math.min(Math.max(columns, NARROWEST), WIDEST),
    color: options.color && wantsColor(stream, env),
    unicode: isUtf8(env),
    ...(isUnmeasured && {isUnbounded: true}),
  }
}

const wantsColor = ({isTTY}: Stream, {NO_COLOR, FORCE_COLOR, TERM}: Environment): boolean => {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return isTTY === true && TERM !== 'dumb'
}

const isUtf8 = ({LC_ALL, LC_CTYPE, LANG, WT_SESSION}: Environment): boolean => {
  const locale = [LC_ALL, LC_CTYPE, LANG].find(value => value !== undefined && value !== '')
  return locale === undefined ? process.platform !== 'win32' || WT_SESSION !== undefined : /utf-?8/i.test(locale)
}
