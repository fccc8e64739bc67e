/** What happens to a text on its way into an object. */
export interface Wrapping {
  readonly name: string
  readonly wrap: (text: string) => string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const wrapped = (text: string, width: number, end: string): string =>
  text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${end}`)
const hex = (text: string): string => Buffer.from(text).toString('hex')
const inJson = (text: string): string => JSON.stringify({a: 1, value: text, z: [true]})

/** As PyYAML writes a long text: double-quoted, and folded at spaces. */
const pythonYaml = (text: string): string =>
  `key: "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n\\\n  ').replaceAll(' KEY-----', '\\\n  \\ KEY-----')}"`

export const WRAPPINGS: readonly Wrapping[] = [
  {name: 'as it is', wrap: text => text},
  {name: 'CRLF', wrap: text => text.replaceAll('\n', '\r\n')},
  {name: 'JSON', wrap: inJson},
  {name: 'JSON in JSON', wrap: text => inJson(inJson(text))},
  {name: 'JSON in JSON in JSON', wrap: text => inJson(inJson(inJson(text)))},
  {name: 'a YAML block', wrap: text => `a: 1\nkey: |\n${text.replace(/^/gm, '        ')}\nz: 2\n`},
  {name: 'PyYAML', wrap: pythonYaml},
  {name: 'folded to one line', wrap: text => text.replaceAll('\n', ' ')},
  {name: 'joined to one line', wrap: text => text.replaceAll('\n', '')},
  {name: 'commented out', wrap: text => text.replace(/^/gm, '# ')},
  {name: 'quoted in a list', wrap: text => JSON.stringify(text.split('\n'), null, 2)},
  {name: 'a URL', wrap: text => `https://x.corp/?a=b&k=${encodeURIComponent(text)}&z=1`},
  {name: 'escaped slashes', wrap: text => inJson(text).replaceAll('/', '\\/')},
  {name: 'escaped plus signs', wrap: text => inJson(text).replaceAll('+', '\\u002B')},
  {name: 'base64', wrap: base64},
  {name: 'base64url', wrap: text => Buffer.from(text).toString('base64url')},
  {name: 'base64 in 64 columns', wrap: text => wrapped(base64(text), 64, '\n')},
  {name: 'base64 in 76 columns, indented', wrap: text => `k: |\n    ${wrapped(base64(text), 76, '\n    ')}\nz: word\n`},
  {name: 'base64 with escaped line ends', wrap: text => inJson(wrapped(base64(text), 64, '\n'))},
  {name: 'base64 with folded line ends', wrap: text => `${wrapped(base64(text), 64, ' ')} and so on`},
  {name: 'base64 twice', wrap: text => base64(base64(text))},
  {name: 'base64 three times', wrap: text => base64(base64(base64(text)))},
  {name: 'base64 of JSON', wrap: text => base64(inJson(text))},
  {name: 'base64 in JSON in base64', wrap: text => base64(inJson(base64(text)))},
  {
    name: 'base64 behind a certificate',
    wrap: text => base64(`-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${text}`),
  },
  {name: 'base64 of UTF-16', wrap: text => Buffer.from(text, 'utf16le').toString('base64')},
  {name: 'hex', wrap: hex},
  {name: 'upper-case hex', wrap: text => `0x${hex(text).toUpperCase()}`},
  {name: 'base64 of hex', wrap: text => base64(hex(text))},
  {name: 'a data URL', wrap: text => `data:application/octet-stream;base64,${base64(text)}`},
  {name: 'the path of a URL', wrap: text => `https://x.corp/keys/${Buffer.from(text).toString('base64url')}`},
  {name: 'the host of a URL', wrap: text => `https://${text}`},
  {name: 'a name in front of base64', wrap: text => `web_tls-key_${base64(text)}`},
  {name: 'a name in front of hex', wrap: text => `key/${hex(text)}`},
  {name: 'prose', wrap: text => `The key is ${text} and that is all.`},
]
