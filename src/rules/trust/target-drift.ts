import {defineRule, type Remedy} from '../../core/doctor/rule.ts'
import {listed} from '../../core/listing.ts'
import {bundleDrifts, type Drift} from '../../facts/trust/bundle-drifts.ts'

/** trust-manager writes within milliseconds, and takes seconds to start; lists of a reading are seconds apart. */
const PATIENCE = 2 * 60_000

export const targetDrift = defineRule({
  id: 'PKI404',
  name: 'trust/target-drift',
  severity: 'warning',
  since: '0.1.0',
  title: 'Namespaces do not have what a Bundle should give them',
  why: 'trust-manager repairs its targets within milliseconds of any change. A target that stays different says that trust-manager is down, that it cannot read a source, or that somebody else writes the same key. Its condition does not tell: Synced stays True while it is down and while two writers fight. A CA that was taken out of a source is trusted wherever the old text still stands.',
  remediation: [
    'See whether trust-manager runs; it mends all targets at its start.',
    'Let nobody else write the ConfigMaps that carry the label trust.cert-manager.io/bundle.',
  ],
  messages: {
    drifted: '{count} of {all} namespaces do not have what its sources give: {places}',
    fought: '{writer} writes its targets too, and {count} of {all} do not have what its sources give: {places}',
  },
  waitsFor: 'distribution',
  examples: {
    given: `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: corp, creationTimestamp: "{{now -9d}}"}
spec: {sources: [{inLine: "{{cert corp-2 ca}}"}], target: {configMap: {key: ca.crt}}}
status: {conditions: [{type: Synced, status: "True", reason: Synced}]}`,
    bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop, labels: {trust.cert-manager.io/bundle: corp}}
data: {ca.crt: "{{cert corp-1 ca}}"}`,
    good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: corp, namespace: shop, labels: {trust.cert-manager.io/bundle: corp}}
data: {ca.crt: "{{cert corp-2}}"}`,
  },

  each: bundleDrifts,
  *check({bundle, compared, drifts, changed, unread}, _, {now}) {
    const place = {at: bundle.object, path: ['spec', 'target']}
    if (unread !== undefined) yield {...place, unsure: unread}
    if (now.getTime() - changed < PATIENCE) return
    const lasting = drifts
      .filter(({created}) => now.getTime() - (created ?? 0) >= PATIENCE)
      .map(drift => ({drift, said: describe(drift, now)}))
      .filter(({said}) => said !== null)
    if (lasting.length === 0) return
    const writer = lasting.map(({drift}) => drift.writer).find(each => each !== undefined)
    const places = listed(lasting.map(({drift, said}) => `${drift.target.namespace} ${said}`))
    const data = {
      count: new Set(lasting.map(({drift}) => drift.target.namespace)).size,
      all: compared,
      places,
      writer: writer ?? '',
    }
    if (writer === undefined) yield {...place, problem: 'drifted', data}
    else yield {...place, problem: 'fought', data, remedy: endFight(writer)}
  },
})

/** `lacks CN=corp-2`. Expired certificates that are left out are no loss. */
const describe = ({object, lacks, keeps}: Drift, now: Date): string | null => {
  const missed = lacks.filter(({notAfter}) => notAfter >= now.getTime())
  if (object === undefined) return missed.length === 0 ? null : 'has none'
  const subjects = (of: Drift['lacks']) =>
    listed(
      of.map(({subject}) => subject.toString()),
      2,
    )
  if (missed.length === 0) return keeps.length === 0 ? null : `still has ${subjects(keeps)}`
  return keeps.length === 0 ? `lacks ${subjects(missed)}` : `has ${subjects(keeps)} in place of ${subjects(missed)}`
}

const endFight = (writer: string): readonly Remedy[] => [
  {say: `Let ${writer} no longer write these ConfigMaps, or give the Bundle another name`},
]
