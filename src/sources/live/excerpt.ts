import {scrubText} from '../../core/kube/door/scrub/scrub.ts'

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

/** One line of a text that somebody else wrote: keys taken out, white space folded, what a terminal obeys escaped, the rest cut. */
export const excerpt = (text: string, longest = 200): string => {
  const folded = scrubText(text.slice(0, longest * 4))
    .text.replace(/\s+/g, ' ')
    .trim()
  const safe = folded.replace(UNSAFE, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
  return safe.length > longest ? `${safe.slice(0, longest)}...` : safe
}
