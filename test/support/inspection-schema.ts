import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import type {InspectionDocument} from '../../src/core/inspect/inspection.ts'
import {inspectionFormats} from '../../src/render/inspection-formats.ts'

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'schemas', name), 'utf8'))

const validate = new Ajv2020({strict: true, formats: {'date-time': true}, allowUnionTypes: true})
  .addSchema(schemaOf('report.v1.json'))
  .compile(schemaOf('inspection.v1.json'))

/** Fails where what `-o json` prints of an answer does not obey the schema. */
export const expectSchema = (document: InspectionDocument): void => {
  validate(JSON.parse(inspectionFormats.json(document, {width: 80, color: false, unicode: true})))
  expect(validate.errors ?? []).to.deep.equal([])
}
