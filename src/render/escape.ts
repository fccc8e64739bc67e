/**
 * Characters that a terminal obeys or a reader cannot see: C0 and C1 controls, bidirectional and other format characters
 * (general category Cf), line and paragraph separators, lone surrogates, private use.
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

const SHORT: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}

/** Shows text from a cluster on one line: whatever could deceive a terminal or a reader appears as an escape. */
export const visible = (text: string): string =>
  text.replace(HOSTILE, char => SHORT[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)

/** The longest text from a cluster that is shown in one place. */
const LONGEST = 2000

/** `visible`, cut where somebody has put a book into a message. */
export const shown = (text: string, longest = LONGEST): string => {
  const safe = visible(text.length > longest * 2 ? text.slice(0, longest * 2) : text)
  return safe.length > longest ? `${safe.slice(0, longest)}...` : safe
}

/** `shown` for a name: of an object, a file, a context. Kubernetes has none longer than 253 characters. */
export const shownName = (text: string): string => shown(text, 300)

const HIDDEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

export const hasHidden = (text: string): boolean => text.search(HIDDEN) !== -1

/** For machines: the same value, but no character that a terminal obeys. Only for text inside double quotes of JSON or YAML. */
export const escapeHidden = (encoded: string): string =>
  encoded.replace(HIDDEN, char =>
    Array.from({length: char.length}, (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  )
