/** What a document is, as far as its first-column keys tell without parsing it. */
export type Sniffed =
  | {readonly is: 'object'; readonly apiVersion: string; readonly kind: string}
  /** No Kubernetes object: no kind, a list (JSON patches), nothing but comments. */
  | {readonly is: 'other'}
  /** Only a parser can tell: flow style, templates, anchors, indentation. */
  | {readonly is: 'unclear'}

const OTHER: Sniffed = {is: 'other'}
const UNCLEAR: Sniffed = {is: 'unclear'}

/**
 * Looks at `apiVersion` and `kind` of a document, which is thousands of times cheaper than reading it: most of a
 * repository is of kinds that no rule reads, and a CustomResourceDefinition is as long as a thousand certificates.
 */
export const sniff = (text: string): Sniffed => {
  const first = firstSignificant(text)
  if (first === -1) return OTHER
  const isFirstColumn = first === 0 || text[first - 1] === '\n'
  if (!isFirstColumn) return UNCLEAR
  if (text[first] === '[' || /^-\s/.test(text.slice(first, first + 2))) return OTHER
  if (!/[\w$./~-]/.test(text[first] ?? '')) return UNCLEAR
  if (text.startsWith('---', first)) return UNCLEAR
  const kind = topLevel(text, 'kind')
  const apiVersion = topLevel(text, 'apiVersion')
  if (kind === null && apiVersion === null) return ODD_KEY.test(text) ? UNCLEAR : OTHER
  if (kind === null || apiVersion === null) return ODD_KEY.test(text) ? UNCLEAR : OTHER
  return kind === '' || apiVersion === '' ? UNCLEAR : {is: 'object', apiVersion, kind}
}

/** In the first column: quoted and complex keys, merges, anchors, tags, templates. */
const ODD_KEY = /^["'?<&!*{]/m

const firstSignificant = (text: string): number => {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 35) {
      at = text.indexOf('\n', at)
      if (at === -1) return -1
    } else if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return at
    at += 1
  }
  return -1
}

const SIMPLE = /^[ \t]+(?:"([\w./-]+)"|'([\w./-]+)'|([\w./-]+))[ \t\r]*(?:[ \t]#.*)?$/

/** The value of a key in the first column; '' where it is not simple or stands twice; null where it is absent. */
const topLevel = (text: string, key: string): string | null => {
  const found = `\n${key}:`
  const at = text.startsWith(`${key}:`) ? 0 : text.indexOf(found) + 1
  if (at === 0 && !text.startsWith(`${key}:`)) return null
  if (text.indexOf(found, at + 1) !== -1) return ''
  const end = text.indexOf('\n', at)
  const match = SIMPLE.exec(text.slice(at + key.length + 1, end === -1 ? text.length : end))
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? ''
}

/** All that a text calls `kind`, however deep; null where one of them is no plain name: a template. */
export const kindsNamed = (text: string): readonly string[] | null => {
  const kinds: string[] = []
  for (const [, value] of text.matchAll(/^[ \t-]*["']?kind["']?[ \t]*:([^\n]*)/gm)) {
    const match = SIMPLE.exec(value ?? '')
    if (match === null) return null
    kinds.push(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return kinds
}
