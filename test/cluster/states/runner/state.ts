import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {parse} from 'yaml'
import type {Severity} from '../../../../src/core/doctor/rule.ts'
import type {Bed} from '../../bed/bed.ts'
import {type BedName, beds} from './beds.ts'

/** A finding that is the consequence of nothing, and all that hangs on it. */
export interface ExpectedRoot {
  /** `PKI202 issuer/shop/internal`; `csr-*` for a generated name. */
  readonly is: string
  /** Part of its sentence. */
  readonly says: string
  /** Where it is not the rule's own. */
  readonly severity?: Severity
  /** Consequences, in the form of `is`. */
  readonly so?: readonly string[]
  /** Steps of its remedy that are done, in this order; afterwards doctor has to be silent. */
  readonly follow?: readonly number[]
}

/** `expected.yaml`. */
export interface Expected {
  /** What people did, in a sentence. */
  readonly did: string
  readonly bed: BedName
  /**
   * States of one bed are played side by side. `alone` where a state is in the way of all others (it stops a process,
   * changes a chart); any other word for those that only go with their like (`bundles`).
   */
  readonly wave?: string
  /** Of `kubectl wait`, after `broken.yaml`: what the controllers have to have said. */
  readonly until?: readonly string[]
  /** How many minutes later it is judged; 10 unless said. */
  readonly minutes?: number
  /** The same for the healthy and the mended state; as `minutes` unless said. */
  readonly healthyMinutes?: number
  /** Doctor dials what is named (`--probe`), each time. */
  readonly probe?: boolean
  readonly roots?: readonly ExpectedRoot[]
  /** Rules that cannot decide about an object, in the form of `is`. */
  readonly unsure?: readonly string[]
}

/** `steps.ts`: what takes more than applying. Each runs after the file of its name. */
export interface Steps {
  healthy?(bed: Bed): Promise<unknown>
  broken?(bed: Bed): Promise<unknown>
  /** After the remedies were followed. */
  mended?(bed: Bed): Promise<unknown>
  /** Restores what belongs to the bed: processes, charts. What the state has made is deleted anyway. */
  undo?(bed: Bed): Promise<unknown>
}

export interface State {
  /** `issuer/kind-left-out`. */
  readonly name: string
  readonly expected: Expected
  /** Absent where doctor has nothing to say in the first place. */
  readonly broken?: string
  readonly healthy?: string
  /** Of `steps.ts`; empty without one. */
  readonly steps: () => Promise<Steps>
}

const FILES = ['healthy.yaml', 'broken.yaml', 'expected.yaml', 'steps.ts']
const FIELDS = ['did', 'bed', 'wave', 'until', 'minutes', 'healthyMinutes', 'probe', 'roots', 'unsure']
const ROOT_FIELDS = ['is', 'says', 'severity', 'so', 'follow']

/** Parts of names, separated by commas: only such states are played. */
const CHOSEN = (process.env.KUBECTL_PKI_STATES ?? '').split(',')

/** All states below a folder, `<category>/<state>`. @throws when a folder holds anything that nobody would read. */
export const readStates = (folder: string): readonly State[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('/expected.yaml'))
    .map(name => path.posix.dirname(name))
    .filter(name => CHOSEN.some(part => name.includes(part)))
    .map(name => readState(folder, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

const readState = (folder: string, name: string): State => {
  const home = path.join(folder, name)
  const text = (file: string) =>
    existsSync(path.join(home, file)) ? readFileSync(path.join(home, file), 'utf8') : undefined
  const unread = readdirSync(home).filter(file => !FILES.includes(file))
  if (unread.length > 0) throw new Error(`${name}: nobody reads ${unread.join(', ')}`)
  const steps = path.join(home, 'steps.ts')
  return {
    name,
    expected: checked(name, parse(text('expected.yaml') ?? '')),
    ...given('healthy', text('healthy.yaml')),
    ...given('broken', text('broken.yaml')),
    steps: async () => (existsSync(steps) ? (await import(pathToFileURL(steps).href)).default : {}),
  }
}

const given = (key: 'healthy' | 'broken', value: string | undefined) => (value === undefined ? {} : {[key]: value})

const checked = (name: string, expected: Expected): Expected => {
  const unknown = [
    ...Object.keys(expected).filter(key => !FIELDS.includes(key)),
    ...(expected.roots ?? []).flatMap(root => Object.keys(root).filter(key => !ROOT_FIELDS.includes(key))),
  ]
  if (unknown.length > 0) throw new Error(`${name}/expected.yaml: nobody reads ${unknown.join(', ')}`)
  if (!(expected.bed in beds)) throw new Error(`${name}/expected.yaml: no bed ${expected.bed}`)
  if (!expected.did) throw new Error(`${name}/expected.yaml: did is missing`)
  return expected
}
