import {derHead} from './der-form.ts'
import {FORM} from './forms.ts'
import {hit, type Scan} from './scan.ts'

/** Bech32 of an age identity, also of the post-quantum kind. */
const AGE = /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{30,}/gi

/** What `openssl pkey -text` prints of a private key; between the lines white space, escapes and comment signs. */
const OPENSSL_FIELD =
  /(?:privateExponent|prime[12]|exponent[12]|coefficient|priv):[\s"',#>|\\nr]{0,400}(?:[0-9a-f]{2}:?[\s"',#>|\\nr]{0,400}){8,4096}/gi

/** DER as hex with colons. */
const COLON_HEX = /30:8[0-9a-f](?::[0-9a-f]{2}){24,65536}/gi

/** Finds key material that is neither PEM nor plain base64 or hex. */
export const findOther = (scan: Scan): void => {
  const {text} = scan
  if (text.includes('PuTTY-User-Key-File-')) findPutty(scan)
  if (/secret-key-/i.test(text)) findAll(scan, AGE, FORM.age)
  if (text.includes('privateExponent') || text.includes('priv:')) findAll(scan, OPENSSL_FIELD, FORM.openssl)
  if (text.includes('30:8')) findColonHex(scan)
}

const findAll = (scan: Scan, pattern: RegExp, form: string): void => {
  for (const match of scan.text.matchAll(pattern)) hit(scan, match.index, match.index + match[0].length, form)
}

const findPutty = (scan: Scan): void => {
  const {text} = scan
  let from = text.indexOf('PuTTY-User-Key-File-')
  while (from !== -1) {
    const mac = text.indexOf('Private-MAC:', from)
    const to =
      mac === -1
        ? text.length
        : mac + (/^Private-MAC: {0,8}[0-9a-fA-F]{0,128}/.exec(text.slice(mac, mac + 200))?.[0].length ?? 0)
    if (text.indexOf('Private-Lines:', from) !== -1) hit(scan, from, to, FORM.putty)
    from = text.indexOf('PuTTY-User-Key-File-', to)
  }
}

const findColonHex = (scan: Scan): void => {
  for (const match of scan.text.matchAll(COLON_HEX)) {
    const form = derHead(Buffer.from(match[0].slice(0, 96).replaceAll(':', ''), 'hex'))?.form
    if (form !== undefined) hit(scan, match.index, match.index + match[0].length, form)
  }
}
