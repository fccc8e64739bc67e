import {parseAllDocuments} from 'yaml'
import {fillPlaceholders} from '../../../support/placeholders.ts'
import type {Bed} from '../../bed/bed.ts'
import {pebbleOf} from '../../bed/components/pebble.ts'
import {stepCaOf} from '../../bed/components/step-ca.ts'
import type {KubeBody} from '../../bed/kube-api.ts'
import {doctorReport, findingOf, follow} from '../../run-doctor.ts'
import type {ExpectedRoot, State} from './state.ts'
import type {Stillness} from './stillness.ts'
import {until} from './until.ts'
import {expectVerdict} from './verdict.ts'

const LATER = 10

/** Plays a state: healthy, broken, and mended by its own remedies. Doctor has to say what is expected, each time. */
export const playState = async (bed: Bed, stillness: Stillness, state: State): Promise<void> => {
  const {steps, expected} = state
  const {minutes = LATER, healthyMinutes = minutes, roots = []} = expected
  const {healthy, broken} = await filled(bed, state)
  const judged = async (inMinutes: number) => {
    await stillness.settled()
    return doctorReport(bed, {inMinutes})
  }

  await applyAll(bed, healthy)
  await steps.healthy?.(bed)
  await ready(bed, healthy)
  if (state.broken === undefined && steps.broken === undefined) {
    expectVerdict(await judged(minutes), expected, 'healthy')
    return
  }
  expectVerdict(await judged(healthyMinutes), {}, 'healthy')

  await applyAll(bed, broken)
  await steps.broken?.(bed)
  for (const condition of expected.until ?? []) await until(bed, condition)
  const report = await judged(minutes)
  expectVerdict(report, expected, 'broken')

  const followed = roots.filter(each => each.follow !== undefined)
  if (followed.length === 0) return
  for (const {rule, remedy, steps: chosen} of followed.map(root => remedyOf(report, root))) {
    for (const step of chosen) await follow(bed, remedy[step] ?? {say: `step ${step} of ${rule}`})
  }
  await steps.mended?.(bed)
  await ready(bed, [healthy, broken].join('\n---\n'))
  expectVerdict(await judged(healthyMinutes), {}, 'mended')
}

const remedyOf = (report: Awaited<ReturnType<typeof doctorReport>>, {is, follow: chosen = []}: ExpectedRoot) => {
  const [rule = ''] = is.split(' ')
  return {rule, remedy: findingOf(report, rule).remedy, steps: chosen}
}

/** What only the bed knows, and keys and certificates that are made here and now; the same in both files. */
const filled = async (bed: Bed, {healthy = '', broken = ''}: State): Promise<{healthy: string; broken: string}> => {
  const both = [healthy, broken].join('\n# --- broken\n')
  const values = new Map<string, string>()
  if (both.includes('{{step-ca ')) {
    const {url, kid, rootPem} = await stepCaOf(bed)
    values.set('url', url).set('kid', kid).set('root', Buffer.from(rootPem).toString('base64'))
  }
  if (both.includes('{{pebble ')) {
    const {directory, caPem} = await pebbleOf(bed)
    values.set('directory', directory).set('ca', Buffer.from(caPem).toString('base64'))
  }
  const known = both.replace(/\{\{(?:step-ca|pebble) (\w+)\}\}/g, (whole, key: string) => values.get(key) ?? whole)
  const [first = '', second = ''] = fillPlaceholders(known, new Date()).split('\n# --- broken\n')
  return {healthy: first, broken: second}
}

const documentsOf = (text: string): readonly KubeBody[] =>
  parseAllDocuments(text).flatMap(document => (document.toJS() as KubeBody | null) ?? [])

/** With the namespaces that are named and not there yet. */
const applyAll = async (bed: Bed, text: string): Promise<void> => {
  const documents = documentsOf(text)
  const namespaces = new Set(documents.flatMap(({metadata: {namespace}}) => namespace ?? []))
  for (const name of namespaces) {
    if ((await bed.api.find(`/api/v1/namespaces/${name}`)) === undefined)
      await bed.api.create('/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  }
  if (documents.length > 0) await bed.apply(text)
}

/** Kinds whose status says that they work, by the condition that says so. */
const WORKING: Readonly<Record<string, string>> = {
  ...{Certificate: 'Ready', Issuer: 'Ready', ClusterIssuer: 'Ready', StepIssuer: 'Ready', StepClusterIssuer: 'Ready'},
  ...{Bundle: 'Synced', CertificateRequestPolicy: 'Ready'},
}

const ready = async (bed: Bed, text: string): Promise<void> => {
  for (const {apiVersion, kind = '', metadata} of documentsOf(text)) {
    const type = WORKING[kind]
    if (type === undefined) continue
    const inside = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
    const path = `/apis/${apiVersion}${inside}/${kind.toLowerCase()}s/${metadata.name}`
    const target = path.replace(/policys\//, 'policies/')
    await bed.waitFor(
      `${kind} ${metadata.name} to be ${type}`,
      async () => {
        const conditions: readonly KubeBody[] = (await bed.api.get(target)).status?.conditions ?? []
        return conditions.some(each => each.type === type && each.status === 'True')
      },
      {seconds: 30, every: 50},
    )
  }
}
