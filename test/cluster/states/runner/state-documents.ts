import {parseAllDocuments} from 'yaml'
import {fillPlaceholders} from '../../../support/placeholders.ts'
import type {Bed} from '../../bed/bed.ts'
import {pebbleOf} from '../../bed/components/pebble.ts'
import {stepCaOf} from '../../bed/components/step-ca.ts'
import type {KubeBody} from '../../bed/kube-api.ts'
import {waitForDecision} from '../../play/wait-for-decision.ts'
import type {State} from './state.ts'

export const documentsOf = (text: string): readonly KubeBody[] =>
  parseAllDocuments(text).flatMap(document => (document.toJS() as KubeBody | null) ?? [])

/** What only the bed knows, and keys and certificates that are made here and now; the same in both files. */
export const filled = async (
  bed: Bed,
  {name, healthy = '', broken = ''}: State,
): Promise<{readonly healthy: string; readonly broken: string}> => {
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
  const [first = '', second = ''] = fillPlaceholders(known, new Date(), name).split('\n# --- broken\n')
  return {healthy: first, broken: second}
}

/** With the namespaces that are named and not there yet. */
export const applyAll = async (bed: Bed, text: string): Promise<void> => {
  const documents = documentsOf(text)
  const given = new Set(documents.filter(({kind}) => kind === 'Namespace').map(({metadata}) => metadata.name))
  const named = new Set<string>(documents.flatMap(({metadata: {namespace}}) => namespace ?? []))
  for (const name of named) {
    if (given.has(name) || (await bed.api.find(`/api/v1/namespaces/${name}`)) !== undefined) continue
    await bed.api.create('/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  }
  if (documents.length > 0) await bed.apply(text)
}

/** Kinds whose status says that they work, by the condition that says so. */
const WORKING: Readonly<Record<string, string>> = {
  ...{Certificate: 'Ready', Issuer: 'Ready', ClusterIssuer: 'Ready', StepIssuer: 'Ready', StepClusterIssuer: 'Ready'},
  ...{Bundle: 'Synced', CertificateRequestPolicy: 'Ready'},
}

/** Waits until all that is named works, as its status says. */
export const ready = async (bed: Bed, text: string): Promise<void> => {
  for (const {apiVersion, kind = '', metadata} of documentsOf(text)) {
    const type = WORKING[kind]
    if (type === undefined) continue
    const inside = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
    const plural = `${kind.toLowerCase()}s`.replace(/ys$/, 'ies')
    const path = `/apis/${apiVersion}${inside}/${plural}/${metadata.name}`
    await waitForDecision(bed, `${kind} ${metadata.name} to be ${type}`, async () => {
      const conditions: readonly KubeBody[] = (await bed.api.get(path)).status?.conditions ?? []
      return conditions.some(each => each.type === type && each.status === 'True')
    })
  }
}
