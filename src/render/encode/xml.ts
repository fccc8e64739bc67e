import {visible} from '../escape.ts'

/** Characters that XML 1.0 cannot hold even as references and that `visible` leaves alone. */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu

/** Names with values in the order given; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** Text for an XML document. What may not be in one, or would deceive its reader, appears as an escape; line feeds stay. */
export const xmlText = (text: string): string =>
  text
    .split('\n')
    .map(line => visible(line).replace(NONCHARACTERS, char => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`))
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

/** An element with other elements in it, each on a line of its own. */
export const element = (name: string, attributes: Attributes, children: readonly string[] = []): string => {
  const start = `<${name}${attributesText(attributes)}`
  return children.length === 0 ? `${start}/>` : `${start}>\n${children.join('\n')}\n</${name}>`
}

/** An element that holds text, as it stands. */
export const textElement = (name: string, attributes: Attributes, text: string): string =>
  `<${name}${attributesText(attributes)}>${xmlText(text)}</${name}>`

const attributesText = (attributes: Attributes): string =>
  Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${attributeText(String(value))}"`]))
    .join('')

const attributeText = (value: string): string => xmlText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
