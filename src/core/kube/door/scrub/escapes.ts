/** Escapes that tear base64 and labels apart: of URLs, of JSON (`\u002b`, `\/`) and of HTML. */
const ESCAPED = /%[0-9a-fA-F]{2}|\\u00[2-7]|\\\/|&#[x\d]/

const character = (_: string, code: string): string => String.fromCharCode(Number.parseInt(code, 16))

/** The text with its escapes undone, once; null where it has none. */
export const unescaped = (text: string): string | null => {
  if (!ESCAPED.test(text)) return null
  const plain = text
    .replace(/%([0-9a-fA-F]{2})/g, character)
    .replace(/\\+u00([2-7][0-9a-fA-F])/g, character)
    .replace(/&#x([0-9a-fA-F]{2});/g, character)
    .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\\+(?=\/)/g, '')
  return plain === text ? null : plain
}
