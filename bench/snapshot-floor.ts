// The least that judging a saved snapshot can cost: every line parsed and kept, and every certificate of a tls.crt parsed by
// OpenSSL, each text once. Nothing is compared with anything. usage: node bench/snapshot-floor.ts FILE
import {X509Certificate} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {type Spent, Stopwatch} from './stopwatch.ts'

export interface Floor extends Spent {
  /** Of the whole process, in MB. */
  readonly peak: number
}

interface Line {
  readonly body: {readonly data?: {readonly 'tls.crt'?: {readonly pem?: string}}}
}

const [LINE_FEED, COMMA] = [0x0a, 0x2c]
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const watch = new Stopwatch('floor')
const objects: Line[] = []
let rest = Buffer.alloc(0)
for await (const piece of createReadStream(process.argv[2] ?? '', {highWaterMark: 1024 * 1024})) {
  const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
  let from = 0
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
    const line = bytes.latin1Slice(from, bytes[end - 1] === COMMA ? end - 1 : end)
    if (line.startsWith('{"ref":')) objects.push(JSON.parse(line))
    from = end + 1
  }
  rest = bytes.subarray(from)
}
const certificates = new Map<string, X509Certificate>()
for (const {body} of objects) {
  for (const [pem] of body.data?.['tls.crt']?.pem?.matchAll(CERTIFICATE) ?? []) {
    if (!certificates.has(pem)) certificates.set(pem, new X509Certificate(pem))
  }
}
const spent = watch.parts().get('floor') as Spent
process.stdout.write(JSON.stringify({...spent, peak: process.resourceUsage().maxRSS / 1024} satisfies Floor))
