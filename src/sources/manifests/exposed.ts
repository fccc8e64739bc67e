import {FORM, isPrivateKey} from '../../core/kube/door/scrub/forms.ts'
import {scrubText} from '../../core/kube/door/scrub/scrub.ts'
import {countLines, type Document} from './documents.ts'
import {LIMITS} from './limits.ts'

/** A private key in a text that no object carries. */
export interface Exposed {
  readonly line: number
  readonly form: string
}

/** What a field is called is reason enough to take its value out, but no proof that a key is in it. */
const isKey = (form: string): boolean => isPrivateKey(form) && form !== FORM.keyField

/** No private key in any encoding is shorter. */
const SHORTEST = 40

/** The private keys in a text, by line; what it holds of them goes no further. */
export const exposedIn = ({text, line}: Document, {commentsOnly = false} = {}): readonly Exposed[] => {
  if (commentsOnly && !hasKey(commentsOf(text).join('\n'))) return []
  const looked = commentsOnly ? inPlace(text) : text
  if (looked.length < SHORTEST) return []
  const {text: scrubbed, forms} = scrubText(looked)
  return forms.some(isKey) ? removals(looked, scrubbed, line) : []
}

const hasKey = (text: string): boolean => text.length >= SHORTEST && scrubText(text).forms.some(isKey)

/** What stands behind a `#` that is the first of its line or has a space before it. */
const commentsOf = (text: string): readonly string[] => {
  const found: string[] = []
  for (let at = text.indexOf('#'); at !== -1; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const isComment = at === 0 || /\s/.test(text[at - 1] ?? '')
    if (isComment) found.push(text.slice(at, end))
    at = text.indexOf('#', isComment ? end : at + 1)
  }
  return found
}

/** A text with nothing left but its comments, each on its line. */
const inPlace = (text: string): string =>
  text.replace(/^.*$/gm, line => (line.includes('#') ? (/(?:^|\s)#.*$/.exec(line)?.[0] ?? '') : ''))

const REMOVED = /\[removed: ([^\]]{1,80})\]/g

/** Where something was removed: both texts are followed in step, from one marker to the next. */
const removals = (text: string, scrubbed: string, firstLine: number): readonly Exposed[] => {
  const found: Exposed[] = []
  let line = firstLine
  let at = 0
  let read = 0
  for (const mark of scrubbed.matchAll(REMOVED)) {
    const between = scrubbed.slice(read, mark.index)
    const form = mark[1] ?? ''
    const begins = keyFrom(text, Math.max(at, text.indexOf(between, at)) + between.length, form)
    line += countLines(text.slice(at, begins))
    at = begins
    read = mark.index + mark[0].length
    const isTold = found.some(each => each.line === line && each.form === form)
    if (isKey(form) && !isTold) found.push({line, form})
    if (found.length === LIMITS.entriesPerFile) break
  }
  return found
}

/** The text between two keys may also stand inside of the first: a PEM block begins where it says so. */
const keyFrom = (text: string, at: number, form: string): number => {
  const begin = form.endsWith('(PEM)') ? text.indexOf('-----BEGIN', at) : -1
  return begin === -1 ? at : begin
}
