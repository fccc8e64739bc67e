import {readFileSync} from 'node:fs'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {encodeSnapshot} from '../../../src/sources/saved/encode.ts'
import {EMPTY, SAMPLE, textOf} from './samples.ts'

/** A snapshot as parsed JSON, to be broken. */
interface Value {
  schema: string
  objects?: unknown
  coverage: {because: {reason: string}}[]
}

/** The body of its first object, a Secret. */
const secretIn = (value: Value): {data: Record<string, unknown>; stringData?: unknown} =>
  (value.objects as {body: {data: Record<string, unknown>}}[])[0]?.body ?? {data: {}}

const SCHEMA = JSON.parse(readFileSync(new URL('../../../schemas/snapshot.v1.json', import.meta.url), 'utf8'))

const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateFormats: false,
  allErrors: true,
}).compile(SCHEMA)

const errorsOf = (value: unknown): readonly string[] => {
  validate(value)
  return (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`)
}

describe('encodeSnapshot', () => {
  it('writes what the schema describes', () => {
    expect(errorsOf(JSON.parse(textOf(SAMPLE)))).to.deep.equal([])
    expect(errorsOf(JSON.parse(textOf(EMPTY)))).to.deep.equal([])
  })

  it('writes one object to a line, so that two snapshots can be compared', () => {
    const lines = textOf(SAMPLE).split('\n')
    const first = lines.indexOf('"objects": [') + 1
    const written = lines.slice(first, first + SAMPLE.objects.length).map(line => JSON.parse(line.replace(/,$/, '')))
    expect(written).to.deep.equal(JSON.parse(JSON.stringify(SAMPLE.objects)))
    const without = textOf({...SAMPLE, objects: SAMPLE.objects.slice(1)}).split('\n')
    expect(lines.filter(line => !without.includes(line))).to.have.length(2)
  })

  it('writes a large snapshot in pieces', () => {
    const many = {...SAMPLE, objects: Array.from({length: 100}, () => SAMPLE.objects).flat()}
    expect(Math.max(...[...encodeSnapshot(many)].map(piece => piece.length))).to.be.lessThan(200_000)
  })
})

describe('the schema of snapshots', () => {
  const changed = (change: (value: Value) => void): unknown => {
    const value = JSON.parse(textOf(SAMPLE))
    change(value)
    return value
  }

  it('refuses what no snapshot holds', () => {
    const wrong: Record<string, (value: Value) => void> = {
      'another schema': value => {
        value.schema = 'kubectl-pki/snapshot.v2'
      },
      'no objects': value => {
        delete value.objects
      },
      'an unknown reason': value => {
        for (const {because} of value.coverage.filter(each => 'because' in each)) because.reason = 'x'
      },
      'a value of a Secret': value => {
        secretIn(value).data['tls.key'] = 'LS0t'
      },
      'a private key under pem': value => {
        secretIn(value).data['tls.crt'] = {pem: '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n'}
      },
      'a Secret with stringData': value => {
        secretIn(value).stringData = {}
      },
    }
    expect(Object.entries(wrong).filter(([, change]) => errorsOf(changed(change)).length === 0)).to.deep.equal([])
  })
})
