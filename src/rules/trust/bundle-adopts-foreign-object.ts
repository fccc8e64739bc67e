import {kubectl} from '../../core/doctor/remedies.ts'
import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import type {Reading} from '../../core/knowing.ts'
import {kubectlName} from '../../core/kube/ref.ts'
import {listed} from '../../core/listing.ts'
import {bundleConflicts, type ForeignTarget} from '../../facts/trust/bundle-conflicts.ts'

/** What kube-controller-manager's root-CA publisher writes into every namespace. */
const ROOT_CA = 'kube-root-ca.crt'

export const bundleAdoptsForeignObject = defineRule({
  id: 'PKI414',
  name: 'trust/bundle-adopts-foreign-object',
  severity: 'error',
  since: '0.1.0',
  title: 'Bundle takes over an object that was there before it',
  why: 'trust-manager asks nobody: it overwrites its key in a ConfigMap or Secret that happens to have the name of the Bundle, makes itself its owner, and says Synced=True. When the Bundle is deleted or renamed the garbage collector deletes the whole object, with every key that somebody else put there. Where two controllers want the same object, they write it ten times a second without end.',
  remediation: [
    'Give the Bundle a name that nothing else has.',
    'Before a Bundle that has taken something over is deleted or renamed, keep a copy of the keys that are not its own.',
  ],
  messages: {
    fight:
      'Kubernetes itself writes configmap/kube-root-ca.crt in every namespace: both overwrite each other without end',
    owned:
      '{object} in {places} belongs to {owner}: trust-manager cannot write it, and may leave out other namespaces for it',
    adopted: '{object} in {places} also holds {keys}, which deleting the Bundle would delete',
    overwrites: '{object} is in {places} already: trust-manager overwrites its key and deletes it with the Bundle',
  },
  breaks: ['distribution'],
  examples: {
    given: `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {theme: dark}`,
    bad: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: settings}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}`,
    good: `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp-roots}
spec: {sources: [{useDefaultCAs: true}], target: {configMap: {key: ca.crt}}}`,
  },

  each: bundleConflicts,
  *check({bundle, foreign}) {
    const {object: at, name, configMapKey} = bundle
    const path = ['metadata', 'name']
    if (name === ROOT_CA && configMapKey !== undefined)
      return yield {at, path, problem: 'fight', remedy: [RENAME], breaks: []}
    for (const each of Map.groupBy(foreign, kindOf).values()) {
      const [first] = each
      const open = each.map(({isReached}) => isReached).find(isUnknown)
      if (open !== undefined) yield {at, path, unsure: open.because}
      const certain = each.filter(({isReached}) => isReached.known)
      if (first === undefined || certain.length === 0) continue
      const places = listed(certain.map(({object}) => object.ref.namespace ?? '').sort())
      const keys = listed([...new Set(certain.flatMap(target => target.keys))].sort())
      const data = {object: kubectlName(first.object.ref), places, keys, owner: first.owner ?? ''}
      const problem = problemOf(first)
      yield {at, path, problem, data, remedy: remedyFor(certain), ...(problem !== 'owned' && {breaks: []})}
    }
  },
})

const isUnknown = (reading: Reading<boolean>): reading is Reading<boolean> & {known: false} => !reading.known

const problemOf = ({owner, isAdopted}: ForeignTarget) =>
  owner !== undefined ? 'owned' : isAdopted ? 'adopted' : 'overwrites'

const kindOf = (target: ForeignTarget): string => `${problemOf(target)} ${target.object.ref.kind} ${target.owner}`

const RENAME: Remedy = {say: 'Give the Bundle a name that nothing else has'}

const remedyFor = (targets: readonly ForeignTarget[]): readonly Remedy[] => {
  const adopted = targets.filter(({isAdopted}) => isAdopted)
  const copies = adopted.slice(0, 3).map(({object: {ref}}) => ({
    say: `Keep a copy of what is in ${ref.namespace}: renaming the Bundle deletes it`,
    run: kubectl('get', ref, '-o', 'yaml'),
  }))
  return [...copies, RENAME]
}
