/** One series of a text in Prometheus' exposition format. */
export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/
const LINE = new RegExp(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:${LABEL.source},?)*)\\})? (\\S+)$`)

/**
 * Reads the text format, version 0.0.4, as strictly as its specification: help and type come once and before the samples of
 * a family, families are not mixed, no series comes twice, the text ends with a line feed. @throws where it does not hold
 */
export const parseExposition = (text: string): readonly Series[] => {
  if (!text.endsWith('\n')) throw new Error('no line feed at the end')
  const found = new Map<string, Series>()
  const families = new Set<string>()
  let family = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    if (comment !== null) {
      const [, what = '', name = '', rest = ''] = comment
      if (families.has(`${what} ${name}`)) throw new Error(`${what} of ${name} comes twice`)
      if (what === 'TYPE' && !/^(gauge|counter|histogram|summary|untyped)$/.test(rest)) throw new Error(line)
      families.add(`${what} ${name}`)
      family = name
      continue
    }
    const [, name = '', labels = '', ...rest] = LINE.exec(line) ?? []
    if (name === '') throw new Error(`not a sample: ${line}`)
    if (name !== family) throw new Error(`${name} stands below ${family}`)
    const key = line.slice(0, line.lastIndexOf(' '))
    if (found.has(key)) throw new Error(`${key} comes twice`)
    found.set(key, {name, labels: labelsOf(labels), value: numberOf(rest.at(-1) ?? '')})
  }
  return [...found.values()]
}

const labelsOf = (text: string): Record<string, string> => {
  const labels = [...text.matchAll(new RegExp(LABEL, 'g'))].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char)),
  ])
  const names = labels.map(([name]) => name)
  if (new Set(names).size < names.length) throw new Error(`a label comes twice: ${text}`)
  return Object.fromEntries(labels)
}

const numberOf = (text: string): number => {
  if (!/^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf|NaN)$/i.test(text)) throw new Error(`not a number: ${text}`)
  return Number(text)
}
