import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {expect} from 'chai'
import {consult} from '../../src/app/consult.ts'
import {doctorFacts} from '../../src/app/doctor-defaults.ts'
import type {Report} from '../../src/core/doctor/report.ts'
import {rules} from '../../src/rules/index.ts'
import {manifests} from '../../src/sources/manifests/manifests.ts'
import {reportOn} from '../support/links.ts'
import {fillPlaceholders, SCENE_NOW} from '../support/placeholders.ts'

const ROOT = join(import.meta.dirname, 'healthy')

/** What is rightly said of a set-up, although its documentation recommends it: `PKI214 Issuer/staging`, and why. */
const MEANT: Readonly<Record<string, Readonly<Record<string, string>>>> = {}

const asManifests = async (yaml: string, complete: boolean): Promise<Report> => {
  const stdin = Readable.from([fillPlaceholders(yaml)])
  const source = manifests({paths: ['-'], complete, stdin, env: {}, clock: () => SCENE_NOW})
  return (await consult(source, {rules, shows: [], ...doctorFacts})).report
}

const expectQuiet = (name: string, {findings, rules: runs}: Report): void => {
  const said = findings.map(({rule, subject, message}) => `${rule} ${subject?.kind}/${subject?.name}: ${message}`)
  const meant = Object.keys(MEANT[name] ?? {})
  expect(said.filter(each => !meant.some(start => each.startsWith(`${start}:`)))).to.deep.equal([])
  expect(runs.filter(({outcome}) => outcome === 'crashed')).to.deep.equal([])
  expect(runs.some(({outcome}) => outcome === 'judged')).to.equal(true)
}

/**
 * Set-ups as the documentation of their components recommends them, in `setup.yaml` as people write them, in
 * `cluster.yaml` as they look in a cluster some months later: no rule may raise an alarm.
 */
describe('set-ups as documented', () => {
  for (const name of readdirSync(ROOT).sort()) {
    const yaml = readFileSync(join(ROOT, name, 'setup.yaml'), 'utf8')
    it(`${name}: the whole configuration`, async () => expectQuiet(name, await asManifests(yaml, true)))
    it(`${name}: manifests among others`, async () => expectQuiet(name, await asManifests(yaml, false)))
    const cluster = join(ROOT, name, 'cluster.yaml')
    if (existsSync(cluster)) {
      it(`${name}: in a cluster`, () => expectQuiet(name, reportOn(readFileSync(cluster, 'utf8'))))
    }
  }
})
