import stringWidth from 'string-width'

/** Breaks text into lines of at most `width` columns, at spaces; a word that is longer than a line stays whole. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ')) {
    const wide = stringWidth(word)
    if (line !== '' && used + 1 + wide > width) {
      lines.push(line.trimEnd())
      line = word
      used = wide
    } else {
      line = line === '' ? word : `${line} ${word}`
      used = line === word ? wide : used + 1 + wide
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** Fills a text with spaces up to a width in columns; CJK and emoji count as they show. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** Cuts a text to a width in columns, with a mark where something is missing. */
export const cut = (text: string, width: number, mark: string): string => {
  if (stringWidth(text) <= width) return text
  let kept = ''
  let used = stringWidth(mark)
  for (const char of text) {
    used += stringWidth(char)
    if (used > width) break
    kept += char
  }
  return kept + mark
}
