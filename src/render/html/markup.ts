import {xmlText} from '../encode/xml.ts'

/** Text between tags and in quoted attributes. All text of a page goes through here; nothing else makes text of a cluster safe. */
export const html = (text: string | number): string =>
  xmlText(String(text)).replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** An element. `attributes` and what is in it are markup; text has to go through `html` first. */
export const tag = (name: string, attributes: string, ...inside: readonly string[]): string =>
  `<${name}${attributes === '' ? '' : ` ${attributes}`}>${inside.join('')}</${name}>`

/** An element with a class only. */
export const box = (name: string, className: string, ...inside: readonly string[]): string =>
  tag(name, className === '' ? '' : `class="${className}"`, ...inside)
